package org.chasqui.orders.commands;

import static org.assertj.core.api.Assertions.assertThat;
import static org.chasqui.orders.commands.Streams.product;
import static org.chasqui.orders.commands.Streams.user;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.SQLException;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.chasqui.testing.PostgresServer;
import org.chasqui.testing.TcpProxy;
import org.chasqui.testing.TestDatabase;
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
import org.springframework.test.web.servlet.assertj.MvcTestResultAssert;

/** Orders whose connection to the database breaks at the commit, or before it, under the service's own transactions. */
@SpringBootTest(properties = "messaging.autostart=false")
@AutoConfigureMockMvc
@UsesServers(proxied = true)
@Import(Streams.class)
class UnknownOutcomesIT {

    @Autowired
    private Streams streams;

    @Autowired
    private MockMvcTester mvc;

    @Autowired
    private TestDatabase database;

    @Autowired
    private PostgresServer postgres;

    @Autowired
    private HikariDataSource pool;

    @Autowired
    private TcpProxy postgresProxy;

    private JdbcClient jdbc;

    @BeforeEach
    void empty() {
        postgresProxy.mend();
        jdbc = JdbcClient.create(database.dataSource());
        jdbc.sql("TRUNCATE orders, known_user, known_product, messaging.event_log, idempotency.answer RESTART IDENTITY")
                .update();
        streams.users(user(3, 1));
        streams.products(product(7, 1, 12_500));
    }

    @Test
    void anOrderThatWasTakenIsNotSaidToBeRefused() {
        postgresProxy.answers().when("COMMIT", TcpProxy.Connection::cutClient);

        assertThatOutcomeIsUnknown(place()).doesNotContainHeader(HttpHeaders.RETRY_AFTER);

        assertThat(orders()).isEqualTo(1);
    }

    @Test
    void neitherIsOneOfWhichTheCommitNeverArrived() {
        postgresProxy.requests().when("COMMIT", TcpProxy.Connection::cut);

        assertThatOutcomeIsUnknown(place()).doesNotContainHeader(HttpHeaders.RETRY_AFTER);

        assertThat(orders()).isZero();
    }

    @Test
    void whoGaveAKeyMayRepeatAndGetsTheFirstAnswer() {
        postgresProxy.answers().when("COMMIT", TcpProxy.Connection::cutClient);

        assertThatOutcomeIsUnknown(place("key")).hasHeader(HttpHeaders.RETRY_AFTER, "1");
        assertThat(place("key")).hasStatus(201).hasHeader("Idempotency-Replayed", "true");

        assertThat(orders()).isEqualTo(1);
    }

    @Test
    void aCancelIsNoExceptionWithoutAKey() {
        assertThat(place()).hasStatus(201);
        postgresProxy.answers().when("COMMIT", TcpProxy.Connection::cutClient);

        assertThatOutcomeIsUnknown(
                        mvc.post().uri("/api-commands/orders/1/cancel").exchange())
                .doesNotContainHeader(HttpHeaders.RETRY_AFTER);
    }

    @Test
    void whatBreaksBeforeTheCommitHasNotHappenedAndMayBeRepeated() {
        assertThat(place()).hasStatus(201);
        for (var statement : new String[] {"FROM known_product", "INTO messaging.event_log"}) {
            postgresProxy.requests().when(statement, TcpProxy.Connection::cut);

            assertThat(place()).hasStatus(503).hasHeader(HttpHeaders.RETRY_AFTER, "1");
        }
        assertThat(orders()).isEqualTo(1);
    }

    @Test
    void aServerWithoutAConnectionLeftIsTroubleThatPasses() throws Exception {
        administer("ALTER ROLE %s CONNECTION LIMIT 0");
        pool.getHikariPoolMXBean().softEvictConnections();

        assertThat(place()).hasStatus(503).hasHeader(HttpHeaders.RETRY_AFTER, "1");
        administer("ALTER ROLE %s CONNECTION LIMIT -1");

        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(place()).hasStatus(201));
    }

    private void administer(String statement) throws SQLException {
        try (var connection = postgres.connect();
                var administration = connection.createStatement()) {
            administration.execute(statement.formatted(database.username()));
        }
    }

    private static MvcTestResultAssert assertThatOutcomeIsUnknown(MvcTestResult answer) {
        var result = assertThat(answer).hasStatus(500);
        result.bodyJson().extractingPath("type").isEqualTo("urn:chasqui:problem:outcome-unknown");
        return result;
    }

    private MvcTestResult place(String... key) {
        return mvc.post()
                .uri("/api-commands/orders")
                .contentType(MediaType.APPLICATION_JSON)
                .content("{\"user\": 3, \"product\": 7, \"quantity\": 2}")
                .header(key.length == 0 ? "X-None" : "Idempotency-Key", key.length == 0 ? "" : key[0])
                .exchange();
    }

    private long orders() {
        return jdbc.sql("SELECT count(*) FROM orders").query(Long.class).single();
    }
}
