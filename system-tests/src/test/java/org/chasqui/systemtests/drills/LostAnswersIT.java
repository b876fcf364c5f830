package org.chasqui.systemtests.drills;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.chasqui.systemtests.Drill;
import org.chasqui.systemtests.invariants.Database;
import org.chasqui.systemtests.invariants.Invariants;
import org.chasqui.systemtests.processes.Service;
import org.chasqui.systemtests.processes.ShopProcesses;
import org.chasqui.systemtests.shop.Answer;
import org.chasqui.systemtests.shop.Eventually;
import org.chasqui.systemtests.shop.OrderLine;
import org.chasqui.systemtests.shop.OrderView;
import org.chasqui.systemtests.shop.PlacedOrder;
import org.chasqui.systemtests.shop.Shop;
import org.chasqui.systemtests.shop.UniqueNames;
import org.chasqui.systemtests.shop.UserView;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Checks a service that ends after the commit and before the answer. A trigger in PostgreSQL waits for a lock of this test and holds up the
 * commit until the service is stopped. PostgreSQL then commits, and the service never learns of it.
 */
@Drill
class LostAnswersIT {

    private final Shop shop;
    private final ShopProcesses processes;
    private final Database database;

    LostAnswersIT(Shop shop, ShopProcesses processes, Invariants invariants) {
        this.shop = shop;
        this.processes = processes;
        this.database = invariants.of(Service.ORDERS_COMMANDS);
    }

    @BeforeEach
    void holdUpCommits() throws SQLException {
        execute("""
                CREATE FUNCTION idempotency.held() RETURNS trigger LANGUAGE plpgsql SET lock_timeout = 0 AS $$
                BEGIN
                  PERFORM pg_advisory_xact_lock(17, 17);
                  RETURN NULL;
                END $$;
                CREATE CONSTRAINT TRIGGER held AFTER INSERT ON idempotency.answer
                  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION idempotency.held()""");
    }

    @AfterEach
    void startEverythingAgain() throws SQLException {
        execute("DROP FUNCTION idempotency.held() CASCADE");
        processes.restore();
    }

    @Test
    void aRepeatedRequestWithTheSameKeyGetsTheLostAnswer() throws Exception {
        var user = shop.createUser("unlucky-" + UniqueNames.unique());
        var product = shop.createProduct("lost " + UniqueNames.unique(), 100, 10);
        long earlier = shop.placeOrder(user, product, 1).id();
        var key = "lost " + UniqueNames.unique();
        Supplier<Optional<Answer>> place =
                () -> shop.tryToPlaceOrder(key, user.id(), List.of(new OrderLine(product.id(), 2)));

        try (var lock = database.connect();
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            execute(lock, "SELECT pg_advisory_lock(17, 17)");
            var lost = threads.submit(place::get);
            Eventually.eventually(() -> assertThat(commitsHeld()).isOne());

            var twin = place.get().orElseThrow();
            assertThat(twin.status()).as(twin.toString()).isEqualTo(409);
            assertThat(twin.problem()).contains("idempotency-key-in-use");
            assertThat(twin.header("Retry-After")).contains("1");

            processes.freeze(Service.ORDERS_COMMANDS);
            execute(lock, "SELECT pg_advisory_unlock(17, 17)");
            Eventually.eventually(() -> assertThat(answersTo(user)).isOne());
            processes.kill(Service.ORDERS_COMMANDS);

            assertThat(lost.get().map(Answer::status).orElse(502)).isIn(502, 504);
        }
        processes.up();

        var answer = place.get().orElseThrow();
        assertThat(answer.status()).as(answer.toString()).isEqualTo(201);
        assertThat(answer.header("Idempotency-Replayed")).contains("true");
        var order = answer.as(PlacedOrder.class);
        assertThat(answer.header("Location")).contains("/api-queries/orders/" + order.id());
        assertThat(answer.header("ETag")).contains("\"1\"");
        assertThat(place.get().orElseThrow().body()).isEqualTo(answer.body());
        shop.orderIn("completed", order.id());
        assertThat(shop.orders("?user=" + user.id())).extracting(OrderView::id).isEqualTo(List.of(earlier, order.id()));
    }

    private long commitsHeld() {
        return database.number("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted");
    }

    /** Why by its content: the key is kept as a digest, with the caller's name, in a secured shop. */
    private long answersTo(UserView user) {
        return database.number(
                "SELECT count(*) FROM idempotency.answer WHERE body ~ '\"user\":%d[,}]' AND body ~ '\"quantity\":2[,}]'"
                        .formatted(user.id()));
    }

    private void execute(String sql) throws SQLException {
        try (var connection = database.connect()) {
            execute(connection, sql);
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
