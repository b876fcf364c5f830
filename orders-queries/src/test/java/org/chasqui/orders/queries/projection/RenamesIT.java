package org.chasqui.orders.queries.projection;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.chasqui.messaging.Message;
import org.chasqui.orders.queries.projection.NamesConfiguration.ProductEvent;
import org.chasqui.orders.queries.projection.OrderProjection.OrderEvent;
import org.chasqui.platform.worker.Worker.Pass;
import org.chasqui.testing.RedisServer;
import org.chasqui.testing.UsesServers;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/**
 * A product with many orders is renamed. How many is for the caller to say, {@code -Dchasqui.rename.orders=2000000}; the last test
 * prints its figures.
 */
@SpringBootTest(properties = "messaging.autostart=false")
@UsesServers
class RenamesIT {

    private static final int ORDERS = Integer.getInteger("chasqui.rename.orders", 2_500);
    private static final int IN_A_PASS = 1_000;
    private static final int MAX_IN_A_STATEMENT = 100_000;
    private static final long PRODUCT = 7;

    @Autowired
    private Names<ProductEvent> products;

    @Autowired
    private OrderProjection orders;

    @Autowired
    private Renames productRenames;

    @Autowired
    private TransactionOperations transactions;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private RedisServer redis;

    private long version;
    private long lastOrder = ORDERS;

    @BeforeEach
    void aProductWithManyOrders() {
        jdbc.sql("TRUNCATE order_view, order_product, known_user, known_product, pending_rename")
                .update();
        redis.commands().flushall();
        productIs("old");
        for (var last = 0; last < ORDERS; last += MAX_IN_A_STATEMENT) {
            jdbc.sql("""
                INSERT INTO order_view (id, version, user_id, product_id, product_name, value, quantity, total,
                                        state, placed_at, updated_at)
                SELECT id, 1, 3, 7, 'old', 1, 1, 1, 'completed', now(), now()
                  FROM generate_series(? + 1, least(? + ?, ?)) AS id
                """).params(last, last, MAX_IN_A_STATEMENT, ORDERS).update();
        }
    }

    @Test
    void areRememberedWithTheNameAndDoneLaterSomeOrdersAtATime() {
        productIs("new");
        assertThat(ordersThatShow("new")).isZero();

        assertThat(productRenames.runOnce()).isEqualTo(Pass.PROGRESSED);
        assertThat(ordersThatShow("new")).isEqualTo(IN_A_PASS);

        finish();
        assertThat(ordersThatShow("new")).isEqualTo(ORDERS);
        assertThat(pending()).isEmpty();
        assertThat(productRenames.runOnce()).isEqualTo(Pass.IDLE);
    }

    @Test
    void areNotBegunAgainBySalesWhichAreShownAtOnce() {
        productIs("new");
        productRenames.runOnce();

        productIs("new"); // its stock has changed
        sell();
        productRenames.runOnce();

        assertThat(pending()).containsExactly(2L * IN_A_PASS);
        assertThat(ordersThatShow("new")).isEqualTo(2 * IN_A_PASS + 1);
    }

    @Test
    void goOnWhereTheyWereWhenAPassIsRolledBack() {
        productIs("new");
        productRenames.runOnce();

        transactions.executeWithoutResult(status -> {
            productRenames.runOnce();
            status.setRollbackOnly();
        });
        assertThat(pending()).containsExactly((long) IN_A_PASS);

        finish();
        assertThat(ordersThatShow("new")).isEqualTo(ORDERS);
    }

    @Test
    void beginAgainWhenThereIsANewerName() {
        productIs("new");
        productRenames.runOnce();
        productIs("newer");
        sell();

        finish();

        assertThat(ordersThatShow("newer")).isEqualTo(ORDERS + 1);
    }

    @Test
    void concernNobodyWhoHasNoOrders() {
        apply(8, "old");
        apply(8, "new");

        assertThat(pending()).isEmpty();
        assertThat(redis.commands().keys("chasqui:*")).isEmpty();
    }

    @Test
    void mayBeDoneBySeveralInstancesAtOnce() throws Exception {
        productIs("new");

        try (var instances = Executors.newFixedThreadPool(3)) {
            Callable<Void> instance = () -> {
                finish();
                return null;
            };
            for (var outcome : instances.invokeAll(List.of(instance, instance, instance))) {
                outcome.get();
            }
        }

        assertThat(ordersThatShow("new")).isEqualTo(ORDERS);
        assertThat(revisionsGivenSince("old")).isEqualTo(ORDERS);
    }

    /** Sales go on meanwhile, each of them a change of the product and an order of it, which shows the new name. */
    @Test
    void takeOneMarkInRedisHoweverManyOrdersThereAre() throws Exception {
        var memory = usedMemory();
        var begin = System.nanoTime();
        var slowest = 0L;

        productIs("new");
        try (var other = Executors.newSingleThreadExecutor()) {
            var renaming = other.submit(this::finish);
            do {
                var sale = System.nanoTime();
                productIs("new");
                sell();
                slowest = Math.max(slowest, System.nanoTime() - sale);
                assertThat(nameOf(lastOrder)).isEqualTo("new");
                assertThat(redis.commands().keys("chasqui:*")).hasSize(1);
            } while (!renaming.isDone());
            renaming.get();
        }

        System.out.printf(
                "[renames] %,d orders in %.1f s; %,d sales meanwhile, the slowest in %d ms; Redis %,d bytes before,"
                        + " %,d after; heap of %d MB%n",
                ORDERS,
                (System.nanoTime() - begin) / 1e9,
                lastOrder - ORDERS,
                slowest / 1_000_000,
                memory,
                usedMemory(),
                Runtime.getRuntime().maxMemory() >> 20);
        assertThat(ordersThatShow("old")).isZero();
    }

    private void productIs(String name) {
        apply(PRODUCT, name);
    }

    private void apply(long product, String name) {
        var message = message(product, ++version, new ProductEvent(product, name));
        transactions.executeWithoutResult(status -> products.update(List.of(message)));
    }

    private void sell() {
        var order = new OrderEvent(
                ++lastOrder, 3, PRODUCT, 1, 1L, null, 1, "processing", null, null, Instant.EPOCH, Instant.EPOCH);
        transactions.executeWithoutResult(status -> orders.ordersChanged(List.of(message(lastOrder, 1, order))));
    }

    private static <T> Message<T> message(long id, long version, T data) {
        return new Message<>(
                UUID.randomUUID(), "", id, version, Instant.EPOCH, Optional.empty(), Optional.empty(), data);
    }

    private void finish() {
        var pass = productRenames.runOnce();
        while (pass == Pass.PROGRESSED) {
            pass = productRenames.runOnce();
        }
    }

    private int ordersThatShow(String name) {
        return jdbc.sql("SELECT count(*) FROM order_view WHERE product_name = ?")
                .param(name)
                .query(Integer.class)
                .single();
    }

    private String nameOf(long order) {
        return jdbc.sql("SELECT product_name FROM order_view WHERE id = ?")
                .param(order)
                .query(String.class)
                .single();
    }

    private List<Long> pending() {
        return jdbc.sql("SELECT done_up_to FROM pending_rename")
                .query(Long.class)
                .list();
    }

    /** The rename gives one to each order, and no more. */
    private long revisionsGivenSince(String name) {
        return jdbc.sql("SELECT max(revision) - min(revision) + 1 FROM order_view WHERE product_name <> ?")
                .param(name)
                .query(Long.class)
                .single();
    }

    private long usedMemory() {
        return redis.commands()
                .info("memory")
                .lines()
                .filter(line -> line.startsWith("used_memory:"))
                .map(line ->
                        Long.parseLong(line.substring(line.indexOf(':') + 1).strip()))
                .findFirst()
                .orElseThrow();
    }
}
