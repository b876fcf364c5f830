package org.chasqui.systemtests.drills;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import org.chasqui.systemtests.Drill;
import org.chasqui.systemtests.invariants.Database;
import org.chasqui.systemtests.invariants.Invariants;
import org.chasqui.systemtests.load.Load;
import org.chasqui.systemtests.processes.Service;
import org.chasqui.systemtests.processes.ShopProcesses;
import org.chasqui.systemtests.shop.Answer;
import org.chasqui.systemtests.shop.Eventually;
import org.chasqui.systemtests.shop.ProductView;
import org.chasqui.systemtests.shop.Shop;
import org.chasqui.systemtests.shop.UniqueNames;
import org.chasqui.systemtests.shop.UserView;
import org.junit.jupiter.api.Test;

/**
 * Rebuilds all copies of products while customers read and order them, and prices rise. {@code -Dchasqui.rebuild.events=200000} makes the
 * stream ten times as long.
 */
@Drill
class RebuiltReplicaIT {

    private static final int EVENTS = Integer.getInteger("chasqui.rebuild.events", 20_000);
    private static final int PRODUCTS = 2_000;
    private static final int VERSIONS = EVENTS / PRODUCTS;
    private static final int VERSIONS_AT_ONCE = 10;

    /** The price in the last version. Each version costs one more than the previous one. */
    private static final long PRICE = 10_000;

    private static final Duration LIMIT = Duration.ofMinutes(10);

    private static final List<Service> COPIES =
            List.of(Service.PRODUCTS_QUERIES, Service.ORDERS_COMMANDS, Service.ORDERS_QUERIES);

    private final AtomicLongArray pricesSeen = new AtomicLongArray(PRODUCTS);
    private final Map<Integer, Long> raised = new ConcurrentHashMap<>();
    private final AtomicLong looks = new AtomicLong();
    private final AtomicLong orders = new AtomicLong();
    private final AtomicLong changes = new AtomicLong();
    private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
    private volatile boolean ended;

    @Test
    void noClientNoticesThatACopyIsRebuilt(Shop shop, ShopProcesses processes, Invariants invariants) {
        long first = importProducts(invariants.of(Service.PRODUCTS_COMMANDS));
        Eventually.eventually(LIMIT, () -> isHeardByAll(invariants), heard -> heard);
        var customer = shop.createUser("collector-" + UniqueNames.unique());
        shop.placeOrder(customer, shop.product(first).orElseThrow(), 1);

        try (var load = Load.on(shop);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            threads.execute(() -> untilTheEnd(() -> look(shop, first)));
            threads.execute(() -> untilTheEnd(() -> look(shop, first)));
            threads.execute(() -> untilTheEnd(() -> order(shop, customer, first)));
            threads.execute(() -> untilTheEnd(() -> raise(shop, first)));
            long start = System.nanoTime();
            rebuild(new Actuator(processes));
            double seconds = (System.nanoTime() - start) / 1e9;
            ended = true;
            threads.close();
            System.out.printf(
                    "System tests: %,d events of products went through %d rebuilds at once in %.1f s, beside %,d looks, %,d orders and"
                            + " %,d changes of prices%n",
                    EVENTS, COPIES.size(), seconds, looks.get(), orders.get(), changes.get());

            AuditAssertions.assertNothingIsLost(shop, invariants, load.stop());
        }
        assertThat(wrong).isEmpty();
        assertThat(List.of(looks.get(), orders.get(), changes.get())).allMatch(count -> count > 0);
        assertThat(invariants
                        .of(Service.ORDERS_COMMANDS)
                        .rows(
                                "SELECT id, product_id, value FROM orders WHERE product_id BETWEEN %d AND %d AND value < %d"
                                        .formatted(first, first + PRODUCTS - 1, PRICE)))
                .as("orders at a past price")
                .isEmpty();
    }

    /** Inserts products with the events of their creation and changes. Returns the lowest id; the others follow it. */
    private static long importProducts(Database products) {
        var name = "rebuilt-" + UniqueNames.unique();
        products.execute("""
                INSERT INTO product (version, name, value, stock, initial_stock)
                SELECT %d, '%s', %d, 1000000, 1000000 FROM generate_series(1, %d)
                """.formatted(VERSIONS, name, PRICE, PRODUCTS));
        for (int from = 1; from <= VERSIONS; from += VERSIONS_AT_ONCE) {
            products.execute(
                    """
                    INSERT INTO messaging.event_log (event_id, type, aggregate_type, aggregate_id, aggregate_version, payload)
                    SELECT gen_random_uuid(), CASE nth WHEN 1 THEN 'product.created.v1' ELSE 'product.changed.v1' END,
                           'product', id, nth,
                           jsonb_build_object('id', id, 'name', name, 'description', NULL, 'value', %d - %d + nth, 'stock', 1000000)
                    FROM product CROSS JOIN generate_series(%d, %d) AS nth WHERE name = '%s' ORDER BY nth, id
                    """.formatted(PRICE, VERSIONS, from, Math.min(VERSIONS, from + VERSIONS_AT_ONCE - 1), name));
        }
        return products.number("SELECT min(id) FROM product WHERE name = '" + name + "'");
    }

    private static boolean isHeardByAll(Invariants invariants) {
        long head = invariants.of(Service.PRODUCTS_COMMANDS).number("SELECT position FROM messaging.stream_head");
        return invariants
                                .of(Service.PRODUCTS_COMMANDS)
                                .number("SELECT count(*) FROM messaging.event_log WHERE position IS NULL")
                        == 0
                && COPIES.stream()
                        .allMatch(service -> invariants
                                        .of(service)
                                        .number(
                                                "SELECT position FROM messaging.subscription WHERE name LIKE 'products.%'")
                                >= head);
    }

    /** Starts all rebuilds and returns when the last has ended. */
    private static void rebuild(Actuator actuator) {
        COPIES.forEach(service ->
                assertThat(actuator.rebuild(service, "products").body()).contains("\"percent\""));
        Eventually.eventually(
                LIMIT,
                () -> COPIES.stream()
                        .map(actuator::subscriptions)
                        .map(Answer::body)
                        .toList(),
                overviews -> overviews.stream().noneMatch(overview -> overview.contains("\"percent\"")));
    }

    private void untilTheEnd(Runnable action) {
        while (!ended) {
            try {
                action.run();
            } catch (RuntimeException | AssertionError e) {
                wrong.add(e.toString());
                return;
            }
        }
    }

    private void look(Shop shop, long first) {
        int nth = anyone();
        long before = pricesSeen.get(nth);
        var answer = shop.get("/api-queries/products/" + (first + nth));
        if (answer.status() != 200) {
            wrong.add("product %d: %s".formatted(first + nth, answer));
            return;
        }
        saw(nth, before, answer.as(ProductView.class));
        looks.incrementAndGet();
    }

    private void saw(int nth, long before, ProductView seen) {
        if (seen.value() < Math.max(PRICE, before)) {
            wrong.add("a price of %d or more was seen before %s".formatted(Math.max(PRICE, before), seen));
        }
        pricesSeen.accumulateAndGet(nth, seen.value(), Math::max);
    }

    private void order(Shop shop, UserView customer, long first) {
        var answer = shop.tryToPlaceOrder(customer.id(), first + anyone(), 1);
        if (!answer.isAccepted()) {
            wrong.add("order: " + answer);
        }
        orders.incrementAndGet();
    }

    /** Raises a price, and reads a view of at least that version. */
    private void raise(Shop shop, long first) {
        int nth = anyone();
        var changed = shop.changeProduct(first + nth, Map.of("value", PRICE + raised.merge(nth, 1L, Long::sum)));
        changes.incrementAndGet();
        var answer = shop.send(shop.request("/api-queries/products/" + changed.id())
                .header("X-Min-Version", Long.toString(changed.version()))
                .build());
        if (answer.status() == 200) {
            saw(nth, changed.value(), answer.as(ProductView.class));
        } else if (answer.status() != 503) {
            wrong.add("product %d of version %d: %s".formatted(changed.id(), changed.version(), answer));
        }
    }

    private static int anyone() {
        return ThreadLocalRandom.current().nextInt(PRODUCTS);
    }
}
