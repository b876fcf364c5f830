package org.chasqui.orders.commands;

import static org.assertj.core.api.Assertions.assertThat;
import static org.chasqui.orders.commands.Streams.product;
import static org.chasqui.orders.commands.Streams.user;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.SQLException;
import java.time.Duration;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.chasqui.testing.PostgresServer;
import org.chasqui.testing.TcpProxy;
import org.chasqui.testing.TestDatabase;
import org.chasqui.testing.UnknownOutcomes;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;

@Import(Streams.class)
class UnknownOutcomesIT extends UnknownOutcomes {

    private static final Command PLACE =
            new Command("POST", "/api-commands/orders", "{\"user\": 3, \"product\": 7, \"quantity\": 2}");

    @Autowired
    private Streams streams;

    @Autowired
    private TestDatabase database;

    @Autowired
    private PostgresServer postgres;

    @Autowired
    private HikariDataSource pool;

    @Autowired
    private TcpProxy postgresProxy;

    static Stream<Command> commands() {
        return Stream.of(PLACE, new Command("POST", "/api-commands/orders/1/cancel", ""));
    }

    @Override
    protected void prepare(JdbcClient jdbc) {
        jdbc.sql("TRUNCATE orders, known_user, known_product, messaging.event_log RESTART IDENTITY")
                .update();
        streams.users(user(3, 1));
        streams.products(product(7, 1, 12_500));
        assertThat(send(PLACE).statusCode()).isEqualTo(201);
    }

    @Test
    void whatBreaksWhileAnOrderIsCheckedMayBeRepeated() {
        postgresProxy.requests().when("FROM known_product", TcpProxy.Connection::cut);

        assertThat(send(PLACE).statusCode()).isEqualTo(503);
        assertThat(send(PLACE).statusCode()).isEqualTo(201);
    }

    @Test
    void aServerWithoutAConnectionLeftIsTroubleThatPasses() throws Exception {
        administer("ALTER ROLE %s CONNECTION LIMIT 0");
        pool.getHikariPoolMXBean().softEvictConnections();

        var refused = send(PLACE);
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().firstValue("Retry-After")).contains("1");
        administer("ALTER ROLE %s CONNECTION LIMIT -1");

        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(send(PLACE).statusCode()).isEqualTo(201));
    }

    private void administer(String statement) throws SQLException {
        try (var connection = postgres.connect();
                var administration = connection.createStatement()) {
            administration.execute(statement.formatted(database.username()));
        }
    }
}
