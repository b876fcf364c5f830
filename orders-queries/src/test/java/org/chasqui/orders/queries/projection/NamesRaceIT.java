package org.chasqui.orders.queries.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import org.chasqui.messaging.Message;
import org.chasqui.messaging.Subscription.Handler;
import org.chasqui.orders.queries.projection.NamesConfiguration.ProductEvent;
import org.chasqui.orders.queries.projection.NamesConfiguration.UserEvent;
import org.chasqui.orders.queries.projection.OrderProjection.OrderEvent;
import org.chasqui.platform.worker.Worker.Pass;
import org.chasqui.testing.UsesServers;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Orders of some users and products, and the only event that names these, in three transactions at the same moment, over and over, while the
 * names are brought to orders: no order may be left without the name, or with an old one, and no transaction may wait for one that waits for
 * it.
 */
@SpringBootTest(properties = "messaging.autostart=false")
@UsesServers
class NamesRaceIT {

    private static final int ROUNDS = 200;
    private static final int IDS_IN_A_ROUND = 4;
    private static final long IDS = ROUNDS * IDS_IN_A_ROUND;
    private static final int LARGEST_DELAY_MICROS = 1_500;

    @Autowired
    private Names<UserEvent> users;

    @Autowired
    private Names<ProductEvent> products;

    @Autowired
    private OrderProjection orders;

    @Autowired
    private List<Renames> renames;

    @Autowired
    private TransactionOperations transactions;

    @Autowired
    private JdbcClient jdbc;

    private final CyclicBarrier round = new CyclicBarrier(3);

    @BeforeEach
    void everySecondNameIsKnown() {
        jdbc.sql("TRUNCATE order_view, order_product, known_user, known_product, pending_rename")
                .update();
        var known =
                LongStream.rangeClosed(1, IDS).filter(id -> id % 2 == 0).boxed().toList();
        users.update(known.stream().map(id -> user(id, 1)).toList());
        products.update(known.stream().map(id -> product(id, 1)).toList());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void leavesNoOrderWithoutTheNewestName(long seed) throws Exception {
        var random = new Random(seed);
        var namedUsers = rounds(id -> user(id, 2));
        var namedProducts = rounds(id -> product(id, 2));
        var placedOrders = rounds(id -> order(id, ofTheRound(id, random), ofTheRound(id, random)));

        var over = new AtomicBoolean();
        try (var consumers = Executors.newFixedThreadPool(3);
                var others = Executors.newFixedThreadPool(2)) {
            var bringing = renames.stream()
                    .map(worker -> others.submit(bringNames(worker, over)))
                    .toList();
            var outcomes = consumers.invokeAll(List.of(
                    apply(namedUsers, users::update, new Random(seed + 1)),
                    apply(namedProducts, products::update, new Random(seed + 2)),
                    apply(placedOrders, orders::ordersChanged, new Random(seed + 3))));
            over.set(true);
            for (var outcome : outcomes) {
                outcome.get();
            }
            for (var outcome : bringing) {
                outcome.get();
            }
        }

        assertThat(namesShown("username")).hasSize((int) IDS).containsOnly(Optional.of("user 2"));
        assertThat(namesShown("product_name")).containsOnly(Optional.of("product 2"));
    }

    @Test
    void onlyANewNameWaitsForAnOrder() throws Exception {
        var sale = message(2, 2, new ProductEvent(2, "product 1"));
        try (var others = Executors.newSingleThreadExecutor()) {
            Callable<Void> rename = () -> inTransaction(() -> products.update(List.of(product(2, 3))));
            var waiting = Objects.requireNonNull(transactions.execute(status -> {
                orders.ordersChanged(List.of(order(1, 2, 2)));
                await(others.submit(() -> inTransaction(() -> products.update(List.of(sale)))));
                var renamed = others.submit(rename);
                assertThatThrownBy(() -> renamed.get(500, TimeUnit.MILLISECONDS))
                        .isInstanceOf(TimeoutException.class);
                return renamed;
            }));
            await(waiting);
        }
        renames.forEach(worker -> assertThat(worker.runOnce()).isNotNull());

        assertThat(namesShown("product_name")).containsExactly(Optional.of("product 3"));
    }

    @Test
    void anOrderDoesNotWaitForASale() {
        try (var others = Executors.newSingleThreadExecutor()) {
            transactions.executeWithoutResult(status -> {
                products.update(List.of(message(2, 2, new ProductEvent(2, "product 1"))));
                await(others.submit(() -> inTransaction(() -> orders.ordersChanged(List.of(order(1, 2, 2))))));
            });
        }

        assertThat(namesShown("product_name")).containsExactly(Optional.of("product 1"));
    }

    private @Nullable Void inTransaction(Runnable work) {
        transactions.executeWithoutResult(status -> work.run());
        return null;
    }

    private static void await(Future<?> work) {
        assertThat(work).succeedsWithin(Duration.ofSeconds(20));
    }

    private static Callable<Void> bringNames(Renames worker, AtomicBoolean over) {
        return () -> {
            var last = false;
            while (!last) {
                last = over.get();
                while (worker.runOnce() == Pass.PROGRESSED) {
                    last = false;
                }
            }
            return null;
        };
    }

    /** One transaction a round, begun about when the other two are. */
    private <T> Callable<Void> apply(List<List<Message<T>>> batches, Handler<T> projection, Random random) {
        return () -> {
            for (var batch : batches) {
                round.await(1, TimeUnit.MINUTES);
                TimeUnit.MICROSECONDS.sleep(random.nextInt(LARGEST_DELAY_MICROS));
                transactions.executeWithoutResult(status -> projection.handle(batch));
            }
            return null;
        };
    }

    private static <T> List<List<Message<T>>> rounds(LongFunction<Message<T>> message) {
        var rounds = new ArrayList<List<Message<T>>>();
        for (var first = 1L; first <= IDS; first += IDS_IN_A_ROUND) {
            rounds.add(LongStream.range(first, first + IDS_IN_A_ROUND)
                    .mapToObj(message)
                    .toList());
        }
        return rounds;
    }

    private static long ofTheRound(long id, Random random) {
        return id - (id - 1) % IDS_IN_A_ROUND + random.nextInt(IDS_IN_A_ROUND);
    }

    private static Message<UserEvent> user(long id, long version) {
        return message(id, version, new UserEvent(id, "user " + version));
    }

    private static Message<ProductEvent> product(long id, long version) {
        return message(id, version, new ProductEvent(id, "product " + version));
    }

    private static Message<OrderEvent> order(long id, long user, long product) {
        return message(
                id,
                1,
                new OrderEvent(
                        id, user, product, 1, 1L, null, 1, "processing", null, null, Instant.EPOCH, Instant.EPOCH));
    }

    private static <T> Message<T> message(long id, long version, T data) {
        return new Message<>(
                UUID.randomUUID(), "", id, version, Instant.EPOCH, Optional.empty(), Optional.empty(), data);
    }

    private List<Optional<String>> namesShown(String column) {
        return jdbc.sql("SELECT " + column + " FROM order_view")
                .query((row, number) -> Optional.ofNullable(row.getString(1)))
                .list();
    }
}
