package org.chasqui.orders.commands;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.chasqui.orders.commands.Streams.market;
import static org.chasqui.orders.commands.Streams.product;
import static org.chasqui.orders.commands.Streams.user;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.chasqui.testing.UsesServers;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.context.annotation.Import;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

/** Orders that arrive before the events of their user and product. */
@SpringBootTest(
        properties = {
            "messaging.autostart=false",
            "orders.sweeper.interval=1h",
            "spring.datasource.hikari.maximum-pool-size=3",
            "spring.datasource.hikari.connection-timeout=20000",
        })
@AutoConfigureMockMvc
@UsesServers
@Import(Streams.class)
class EarlyOrdersIT {

    private static final String TWO_CAMERAS = "{\"user\": 3, \"product\": 7, \"quantity\": 2}";

    @Autowired
    private Streams streams;

    @Autowired
    private MockMvcTester mvc;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private MeterRegistry meters;

    @BeforeEach
    void empty() {
        jdbc.sql("TRUNCATE orders, known_user, known_product, known_market, messaging.event_log, idempotency.answer")
                .update();
    }

    @Test
    void arePlacedAtOnceIfTheNewsIsHere() {
        streams.users(user(3, 2));
        streams.products(product(7, 3, 12_500));

        assertThat(place("wait=0", "1", "3")).hasStatus(201);
        assertThat(place("wait=0", "2", "1")).hasStatus(201);
    }

    @Test
    void areToldHowLongTheyCouldHaveWaitedOnce() {
        streams.users(user(3, 2));
        streams.products(product(7, 3, 12_500));

        for (var repeated : new boolean[] {false, true}) {
            var answer = place("wait=30", "1", "3", "key");
            assertThat(answer).hasStatus(201);
            assertThat(answer.getResponse().containsHeader("Idempotency-Replayed"))
                    .isEqualTo(repeated);
            assertThat(answer.getResponse().getHeaders("Preference-Applied")).containsExactly("wait=10");
        }
        assertThat(place("wait=0", "9", "3")).hasStatus(503).hasHeader("Preference-Applied", "wait=0");
    }

    /** With more orders than connections, so that no waiting order may hold one; with a key, a transaction would hold it. */
    @Test
    @Timeout(60)
    void waitForTheNewsWithoutAConnection() throws Exception {
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            var orders = new ArrayList<Future<MvcTestResult>>();
            for (var i = 0; i < 6; i++) {
                var key = "key-" + i;
                orders.add(executor.submit(() -> place("wait=10", "2", "1", key)));
            }
            untilWaiting(6);
            streams.users(user(3, 1));
            streams.products(product(7, 1, 12_500));
            assertThat(orders).noneMatch(Future::isDone);

            streams.users(user(3, 2));
            for (var order : orders) {
                assertThat(order.get(20, TimeUnit.SECONDS)).hasStatus(201);
            }
        }
        assertThat(jdbc.sql("SELECT count(*) FROM orders").query(Long.class).single())
                .isEqualTo(6);
    }

    @Test
    void areRefusedForTheMomentIfTheNewsDoesNotComeInTime() {
        streams.users(user(3, 1));
        streams.products(product(7, 1, 12_500));

        assertThat(place("wait=0", "1", "2"))
                .hasStatus(503)
                .hasHeader("Retry-After", "1")
                .bodyJson()
                .isLenientlyEqualTo("""
                        {"type": "urn:chasqui:problem:replica-behind",
                         "detail": "Version 2 of product 7 has not arrived here yet."}""");
    }

    @Test
    @Timeout(60)
    void waitForTheirMarket() throws Exception {
        streams.users(user(3, 1));
        streams.products(product(7, 1, 12_500), market("NI/León", 1, false));
        assertThat(placeIn("NI/León", "wait=0"))
                .hasStatus(503)
                .bodyJson()
                .extractingPath("$.detail")
                .isEqualTo("Version 2 of market NI/León has not arrived here yet.");

        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            var order = executor.submit(() -> placeIn("NI/LEÓN", "wait=10"));
            untilWaiting(1);
            streams.products(market("NI/León", 2, true));
            assertThat(order.get(20, TimeUnit.SECONDS)).hasStatus(201);
        }
    }

    @Test
    void waitForTheProductOfEachLine() {
        streams.users(user(3, 1));
        streams.products(product(7, 2, 12_500), product(9, 1, 4_900));

        assertThat(placeTwoLines("2, 1")).hasStatus(201);
        assertThat(placeTwoLines("2, 2"))
                .hasStatus(503)
                .bodyJson()
                .extractingPath("$.detail")
                .isEqualTo("Version 2 of product 9 has not arrived here yet.");
        assertThat(placeTwoLines("2")).hasStatus(400);
    }

    private MvcTestResult placeTwoLines(String productVersions) {
        return mvc.post()
                .uri("/api-commands/orders")
                .header("X-Min-Product-Version", productVersions)
                .header("Prefer", "wait=0")
                .contentType(MediaType.APPLICATION_JSON)
                .content(
                        "{\"user\": 3, \"lines\": [{\"product\": 7, \"quantity\": 2}, {\"product\": 9, \"quantity\": 1}]}")
                .exchange();
    }

    @Test
    void areRefusedIfTheyWaitForAMarketAndNameNone() {
        assertThat(placeIn(null, "wait=10"))
                .hasStatus(400)
                .bodyJson()
                .extractingPath("$.errors[0].field")
                .isEqualTo("X-Min-Market-Version");
    }

    @Test
    void canBeSentAgainUnderTheSameKeyOnceTheNewsIsHere() {
        assertThat(place("wait=0", "1", "1", "key")).hasStatus(503);
        streams.users(user(3, 1));
        streams.products(product(7, 1, 12_500));

        assertThat(place("wait=0", "1", "1", "key")).hasStatus(201).doesNotContainHeader("Idempotency-Replayed");
        assertThat(place("wait=0", "1", "1", "key")).hasStatus(201).hasHeader("Idempotency-Replayed", "true");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "one", "1.5", "9007199254740992"})
    void areRefusedIfAVersionMakesNoSense(String version) {
        assertThat(place("wait=0", "1", version))
                .hasStatus(400)
                .bodyJson()
                .extractingPath("$.errors[0].field")
                .isEqualTo("X-Min-Product-Version");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "7",
                "{\"user\": \"3\", \"product\": 7.5, \"quantity\": 2}",
                "{\"user\": 30000000000000000000}"
            })
    void areRefusedWithoutAWaitIfTheyAreMalformed(String body) {
        assertThat(mvc.post()
                        .uri("/api-commands/orders")
                        .header("X-Min-User-Version", "1")
                        .header("X-Min-Product-Version", "1")
                        .header("Prefer", "wait=10")
                        .contentType(MediaType.APPLICATION_JSON)
                        .content(body)
                        .exchange())
                .hasStatus(400);
    }

    private MvcTestResult placeIn(@Nullable String market, String preference) {
        var name = market == null ? "" : ", \"market\": \"%s\"".formatted(market);
        return mvc.post()
                .uri("/api-commands/orders")
                .header("X-Min-Market-Version", "2")
                .header("Prefer", preference)
                .contentType(MediaType.APPLICATION_JSON)
                .content("{\"user\": 3, \"product\": 7, \"quantity\": 2%s}".formatted(name))
                .exchange();
    }

    private void untilWaiting(int requests) {
        await().until(() -> meters.get("chasqui.version.waits").gauge().value() >= requests);
    }

    private MvcTestResult place(String preference, String userVersion, String productVersion) {
        return place(preference, userVersion, productVersion, "a key of its own " + System.nanoTime());
    }

    private MvcTestResult place(String preference, String userVersion, String productVersion, String key) {
        return mvc.post()
                .uri("/api-commands/orders")
                .header("X-Min-User-Version", userVersion)
                .header("X-Min-Product-Version", productVersion)
                .header("Prefer", preference)
                .header("Idempotency-Key", key)
                .contentType(MediaType.APPLICATION_JSON)
                .content(TWO_CAMERAS)
                .exchange();
    }
}
