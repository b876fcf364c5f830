package org.chasqui.systemtests.drills;

import static org.assertj.core.api.Assertions.assertThat;
import static org.chasqui.systemtests.processes.Service.ORDERS_COMMANDS;
import static org.chasqui.systemtests.processes.Service.ORDERS_QUERIES;
import static org.chasqui.systemtests.processes.Service.PRODUCTS_COMMANDS;
import static org.chasqui.systemtests.processes.Service.PRODUCTS_QUERIES;
import static org.chasqui.systemtests.shop.Eventually.eventually;

import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.IntStream;
import org.chasqui.systemtests.Drill;
import org.chasqui.systemtests.invariants.Invariants;
import org.chasqui.systemtests.load.Load;
import org.chasqui.systemtests.processes.Service;
import org.chasqui.systemtests.processes.ShopProcesses;
import org.chasqui.systemtests.shop.ProductView;
import org.chasqui.systemtests.shop.Shop;
import org.chasqui.systemtests.shop.UniqueNames;
import org.chasqui.systemtests.shop.UserView;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Restores the lost database of a command service from a backup, step by step as docs/operations.md describes. */
@Drill
class RestoredWriteSideIT {

    private final Shop shop;
    private final ShopProcesses processes;
    private final Invariants invariants;
    private final Actuator actuator;

    private UserView user;
    private ProductView product;

    RestoredWriteSideIT(Shop shop, ShopProcesses processes, Invariants invariants) {
        this.shop = shop;
        this.processes = processes;
        this.invariants = invariants;
        actuator = new Actuator(processes);
    }

    @BeforeEach
    void placeAnOrder() {
        user = shop.createUser("collector-" + UniqueNames.unique());
        product = shop.createProduct("antique " + UniqueNames.unique(), 100, 100);
        shop.orderIn("completed", order(1));
    }

    @AfterEach
    void startEverythingAgain() {
        processes.restore();
        actuator.order(PRODUCTS_COMMANDS, "orders", "resume");
    }

    @Test
    void productsCommandsReservesAgainWhatCompletedOrdersNeed() {
        var rare = shop.createProduct("rare " + UniqueNames.unique(), 100, 1);
        long unloved = order(2);
        shop.orderIn("completed", unloved);
        var dump = processes.dump(PRODUCTS_COMMANDS);
        long saved = head(PRODUCTS_COMMANDS);

        IntStream.range(0, 60).forEach(number -> order(1));
        long tooLarge = order(1_000);
        shop.adjustStock(rare.id(), 5).accepted();
        shop.orderIn("completed", shop.placeOrder(user, rare, 4).id());
        shop.cancel(unloved).accepted();
        invariants.awaitSettled(Audit.RECOVERY);
        assertThat(head(PRODUCTS_COMMANDS)).isGreaterThan(saved);

        long highest = invariants.of(ORDERS_COMMANDS).number("SELECT max(id) FROM known_product");
        restore(PRODUCTS_COMMANDS, dump, "product", highest);
        rebuild(PRODUCTS_COMMANDS, "products", PRODUCTS_QUERIES, ORDERS_COMMANDS, ORDERS_QUERIES);

        assertThat(ordersFor(product, "completed")).isEqualTo(61);
        assertThat(unitsReserved()).isEqualTo(61);
        assertThat(stockOf(product)).isEqualTo(39);
        shop.orderIn("failed", tooLarge);
        shop.orderIn("cancelled", unloved);
        assertThat(stockOf(rare)).isEqualTo(-3);
        assertThat(unitsOversold()).isEqualTo(3);

        shop.adjustStock(rare.id(), 5).accepted(); // the units that arrived after the backup
        assertThatAllIsWell();
        assertThat(stockOf(rare)).isEqualTo(2);
        assertThat(unitsOversold()).isZero();
    }

    @Test
    void ordersCommandsAppliesTheDecisionsAgain() {
        actuator.order(PRODUCTS_COMMANDS, "orders", "pause"); // so that the backup has orders that are not decided
        var orders = IntStream.range(0, 20).mapToObj(number -> order(1)).toList();
        long tooLarge = order(1_000);
        var dump = processes.dump(ORDERS_COMMANDS);
        long saved = head(ORDERS_COMMANDS);

        actuator.order(PRODUCTS_COMMANDS, "orders", "resume");
        orders.forEach(order -> shop.orderIn("completed", order));
        orders.subList(0, 5).forEach(order -> shop.cancel(order).accepted());
        invariants.awaitSettled(Audit.RECOVERY);
        assertThat(head(ORDERS_COMMANDS)).isGreaterThan(saved);

        long highest = invariants.of(PRODUCTS_COMMANDS).number("SELECT max(order_id) FROM reservation");
        restore(ORDERS_COMMANDS, dump, "orders", highest);
        rebuild(ORDERS_COMMANDS, "orders", ORDERS_QUERIES, PRODUCTS_COMMANDS);

        assertThat(ordersFor(product, "cancelled")).isEqualTo(5);
        assertThat(ordersFor(product, "completed")).isEqualTo(16);
        shop.orderIn("failed", tooLarge);
        assertThat(stockOf(product)).isEqualTo(84);
        assertThatAllIsWell();
    }

    private long order(int quantity) {
        return shop.placeOrder(user, product, quantity).id();
    }

    private long head(Service service) {
        return invariants.of(service).number("SELECT sum(position) FROM messaging.stream_head");
    }

    /** @param highest the highest id that any subscriber knows; new ids start above it */
    private void restore(Service service, Path dump, String table, long highest) {
        processes.stop(service);
        processes.restore(service, dump);
        invariants
                .of(service)
                .number("SELECT setval(pg_get_serial_sequence('%s', 'id'), %d + 1000)".formatted(table, highest));
        processes.restart(service);
    }

    /** Rebuilds the subscribers, all of which must be ahead of their source, and returns when the shop is at rest. */
    private void rebuild(Service source, String stream, Service... subscribers) {
        eventually(() -> assertThat(actuator.subscriptions(source)
                        .asJson()
                        .path("published")
                        .valueStream()
                        .filter(subscriber -> subscriber.path("diverged").asBoolean()))
                .hasSize(subscribers.length));
        for (var subscriber : subscribers) {
            actuator.rebuild(subscriber, stream);
        }
        invariants.awaitSettled(Audit.RECOVERY);
    }

    /** The metric that raises the alarm. */
    private double unitsOversold() {
        return actuator.metric(PRODUCTS_COMMANDS, "chasqui.stock.oversold");
    }

    private long ordersFor(ProductView wanted, String state) {
        return invariants
                .of(ORDERS_COMMANDS)
                .number("SELECT count(*) FROM orders WHERE product_id = %d AND state = '%s'"
                        .formatted(wanted.id(), state));
    }

    private long unitsReserved() {
        return invariants
                .of(PRODUCTS_COMMANDS)
                .number("SELECT sum(quantity) FROM reservation WHERE product_id = %d AND state = 'reserved'"
                        .formatted(product.id()));
    }

    private long stockOf(ProductView shown) {
        return shop.product(shown.id()).map(ProductView::stock).orElseThrow();
    }

    /** Also checks that orders are accepted. */
    private void assertThatAllIsWell() {
        try (var load = Load.on(shop)) {
            load.runFor(Duration.ofSeconds(1));
            AuditAssertions.assertNothingIsLost(shop, invariants, load.stop());
        }
    }
}
