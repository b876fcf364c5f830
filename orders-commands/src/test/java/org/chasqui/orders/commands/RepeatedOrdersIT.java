package org.chasqui.orders.commands;

import static org.assertj.core.api.Assertions.assertThat;
import static org.chasqui.orders.commands.Streams.product;
import static org.chasqui.orders.commands.Streams.user;

import java.io.UnsupportedEncodingException;
import java.util.List;
import org.chasqui.platform.FaultPoint;
import org.chasqui.testing.UsesServers;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

/** Orders that a client sends again, because it does not know whether they arrived. */
@SpringBootTest(properties = "messaging.autostart=false")
@AutoConfigureMockMvc
@UsesServers
@Import({Streams.class, RepeatedOrdersIT.Power.class})
class RepeatedOrdersIT {

    private static final String TWO_CAMERAS = "{\"user\": 3, \"product\": 7, \"quantity\": 2}";

    /** Fails between the commit and the answer. */
    static final class Power implements FaultPoint {

        private boolean fails;

        @Override
        public void reached(String step) {
            if (fails && step.equals("idempotency.after-commit")) {
                fails = false;
                throw new OutOfPower();
            }
        }
    }

    private static final class OutOfPower extends Error {
        private static final long serialVersionUID = 1L;
    }

    @Autowired
    private Streams streams;

    @Autowired
    private MockMvcTester mvc;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private Power power;

    @BeforeEach
    void empty() {
        jdbc.sql("TRUNCATE orders, known_user, known_product, messaging.event_log, idempotency.answer")
                .update();
        streams.users(user(3, 1));
        streams.products(product(7, 1, 12_500));
    }

    @Test
    void arePlacedOnceAndAnsweredTheSame() {
        var first = place();
        var second = place();

        assertThat(first).hasStatus(201);
        assertRepeated(second, first);
        assertThat(events()).containsExactly("order.placed.v1");
    }

    @Test
    void arePlacedOnceIfTheServiceDiesBetweenTheCommitAndTheAnswer() {
        power.fails = true;
        assertThat(place()).hasStatus(500);
        assertThat(events()).containsExactly("order.placed.v1");

        var again = place();
        assertThat(again).hasStatus(201).hasHeader("Idempotency-Replayed", "true");
        assertThat(again).hasHeader(HttpHeaders.LOCATION, "/api-queries/orders/" + idOfTheOnlyOrder());
        assertThat(events()).containsExactly("order.placed.v1");
    }

    @Test
    void areRefusedAgainAlsoIfTheProductHasComeMeanwhile() {
        jdbc.sql("DELETE FROM known_product").update();
        var refused = place();
        jdbc.sql("INSERT INTO known_product (id, version, value) VALUES (7, 2, 12500)")
                .update();

        assertThat(refused).hasStatus(422);
        assertRepeated(place(), refused);
        assertThat(events()).isEmpty();
    }

    @Test
    void areCancelledOnce() {
        place();
        var id = idOfTheOnlyOrder();
        var first = cancel(id);
        jdbc.sql("UPDATE orders SET version = version + 1").update(); // something else happens to it

        assertThat(first).hasStatus(202).hasHeader(HttpHeaders.ETAG, "\"2\"");
        assertRepeated(cancel(id), first);
    }

    private MvcTestResult place() {
        return mvc.post()
                .uri("/api-commands/orders")
                .header("Idempotency-Key", "the order of today")
                .contentType(MediaType.APPLICATION_JSON)
                .content(TWO_CAMERAS)
                .exchange();
    }

    private MvcTestResult cancel(long id) {
        return mvc.post()
                .uri("/api-commands/orders/{id}/cancel", id)
                .header("Idempotency-Key", "the cancel of today")
                .header(HttpHeaders.IF_MATCH, "\"1\"")
                .exchange();
    }

    private static void assertRepeated(MvcTestResult second, MvcTestResult first) {
        assertThat(second)
                .hasStatus(first.getResponse().getStatus())
                .hasHeader("Idempotency-Replayed", "true")
                .bodyText()
                .isEqualTo(body(first));
        for (var header : List.of(HttpHeaders.LOCATION, HttpHeaders.ETAG, HttpHeaders.CONTENT_TYPE)) {
            assertThat(second.getResponse().getHeader(header))
                    .isEqualTo(first.getResponse().getHeader(header));
        }
    }

    private static String body(MvcTestResult answer) {
        try {
            return answer.getResponse().getContentAsString();
        } catch (UnsupportedEncodingException e) {
            throw new AssertionError(e);
        }
    }

    private List<String> events() {
        return jdbc.sql("SELECT type FROM messaging.event_log ORDER BY seq")
                .query(String.class)
                .list();
    }

    private long idOfTheOnlyOrder() {
        return jdbc.sql("SELECT id FROM orders").query(Long.class).single();
    }
}
