package org.chasqui.products.commands;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.chasqui.products.commands.SampleOrders.line;
import static org.chasqui.products.commands.SampleOrders.order;

import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.chasqui.http.versions.ExpectedVersion;
import org.chasqui.http.versions.ExpectedVersion.VersionMovedOn;
import org.chasqui.platform.Place;
import org.chasqui.products.commands.application.ChangeMarketHandler;
import org.chasqui.products.commands.application.ChangeMarketHandler.ChangeMarket;
import org.chasqui.products.commands.application.CreateProductHandler;
import org.chasqui.products.commands.application.CreateProductHandler.CreateProduct;
import org.chasqui.products.commands.application.SettleOrdersHandler;
import org.chasqui.products.commands.domain.Market;
import org.chasqui.products.commands.domain.OrderLine;
import org.chasqui.products.commands.domain.Product;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Markets against a real database: what is committed, and that a closed one sells nothing. */
@OnRealServers
class MarketsIT {

    private static final Place LEON = new Place("NI", "León");
    private static final int DECIDERS = 4;
    private static final int CLOSINGS = 10;
    private static final int ORDERS_AT_ONCE = 5;
    private static final int DECISIONS_BETWEEN_CHANGES = 100;

    /** Reservations that were made although the last that had happened to the market was its closing. */
    private static final String SOLD_WHILE_CLOSED = """
            SELECT made.aggregate_id FROM messaging.event_log AS made
            WHERE made.type LIKE 'reservation.made.%'
              AND (SELECT type FROM messaging.event_log
                   WHERE aggregate_type = 'market' AND seq < made.seq ORDER BY seq DESC LIMIT 1) = 'market.closed.v1'
            """;

    @Autowired
    private ChangeMarketHandler changeMarket;

    @Autowired
    private CreateProductHandler createProduct;

    @Autowired
    private SettleOrdersHandler settleOrders;

    @Autowired
    private OrderStream orders;

    @Autowired
    private ProductTables tables;

    @Autowired
    private JdbcClient jdbc;

    @BeforeEach
    void empty() {
        tables.empty();
    }

    @Test
    void isOneMarketHoweverItsCityIsSpelled() {
        change(LEON, true);
        var changed = change(new Place("NI", "LEO\u0301N"), false);
        change(new Place("NI", "Masaya"), true);
        change(new Place("MX", "León"), true);

        assertThat(changed.place()).isEqualTo(LEON);
        assertThat(changed.version()).isEqualTo(2);
        assertThat(tables.events())
                .containsExactly(
                        "market.opened.v1 %d 1".formatted(LEON.id()),
                        "market.closed.v1 %d 2".formatted(LEON.id()),
                        "market.opened.v1 %d 1".formatted(new Place("NI", "Masaya").id()),
                        "market.opened.v1 %d 1".formatted(new Place("MX", "León").id()));
    }

    @Test
    void publishesNothingWhereNothingChanges() {
        change(LEON, false);

        assertThat(change(LEON, false).version()).isEqualTo(1);
        assertThat(tables.events()).hasSize(1);
    }

    @Test
    void changesOnlyTheVersionThatTheCommandIsMeantFor() {
        assertThatExceptionOfType(VersionMovedOn.class).isThrownBy(() -> change(LEON, version(1), true));
        assertThat(markets()).isZero();

        change(LEON, true);
        change(LEON, version(1), false);
        assertThatExceptionOfType(VersionMovedOn.class).isThrownBy(() -> change(LEON, version(1), true));
        assertThat(tables.events()).hasSize(2);
    }

    @Test
    void makesOneMarketForManyWhoMakeItAtOnce() throws Exception {
        var changes = IntStream.range(0, 20)
                .<Callable<Market>>mapToObj(number -> () -> change(LEON, number % 2 == 0))
                .toList();

        try (var threads = Executors.newFixedThreadPool(20)) {
            assertThat(threads.invokeAll(changes)).extracting(Future::state).containsOnly(Future.State.SUCCESS);
        }

        assertThat(markets()).isOne();
        assertThat(tables.unpublishedVersions()).isEmpty();
    }

    @Test
    void sellsInAnOpenMarketOnly() {
        var camera = product();
        change(LEON, true);
        orders.delivers(
                order(100).of(1, camera).in(LEON), order(101).of(1, camera).in(new Place("NI", "Masaya")));
        change(LEON, false);
        orders.delivers(order(102).of(1, camera).in(LEON), order(103).of(1, camera));

        assertThat(tables.reservations())
                .containsExactly(
                        "100 reserved 1",
                        "101 refused 1 unknown-market",
                        "102 refused 1 market-closed",
                        "103 reserved 1");
    }

    @Test
    void sellsAProductThatIsLimitedInItsMarketsOnlyAndNothingOfOneThatIsWithdrawn() {
        var masaya = new Place("NI", "Masaya");
        change(LEON, true);
        change(masaya, true);
        var souvenir = product(SampleProducts.camera().soldIn("NI/LEO\u0301N", "NI/Nowhere yet"));
        var relic = product(SampleProducts.camera().withdrawn());
        orders.delivers(
                order(100).of(1, souvenir).in(LEON),
                order(101).of(1, souvenir).in(masaya),
                order(102).of(1, souvenir),
                order(103).of(1, souvenir).in(new Place("NI", "Nowhere yet")),
                order(104).of(1, relic));

        assertThat(tables.reservations())
                .containsExactly(
                        "100 reserved 1",
                        "101 refused 1 not-sold-in-market",
                        "102 refused 1 not-sold-in-market",
                        "103 refused 1 unknown-market",
                        "104 refused 1 not-on-sale");
        assertThat(tables.eventsOf(souvenir)).containsExactly("product.created.v1 1", "product.changed.v1 2");
        assertThat(jdbc.sql("""
                        SELECT DISTINCT concat(payload -> 'onSale', ' ', payload -> 'markets') FROM messaging.event_log
                        WHERE aggregate_id = ?
                        """).param(souvenir.id()).query(String.class).single())
                .isEqualTo("null [\"NI/LEO\u0301N\", \"NI/Nowhere yet\"]");
    }

    @Test
    void sellsNothingFromTheCommitOnThatClosesTheMarketHoweverManyDecide() throws Exception {
        var products =
                IntStream.range(0, DECIDERS).mapToObj(number -> product()).toList();
        var decided = new AtomicLong();
        var done = new AtomicBoolean();
        change(LEON, true);

        try (var threads = Executors.newFixedThreadPool(DECIDERS)) {
            var deciders = IntStream.range(0, DECIDERS)
                    .mapToObj(number -> threads.submit(() -> {
                        var ofOneOrTwo = products.subList(number - number % 2, number + 1).stream()
                                .map(product -> line(1, product))
                                .toArray(OrderLine[]::new);
                        while (!done.get()) {
                            settle(decided.getAndAdd(ORDERS_AT_ONCE), ofOneOrTwo);
                        }
                    }))
                    .toList();
            for (var closing = 0; closing < CLOSINGS; closing++) {
                awaitDecisions(decided, deciders);
                change(LEON, false);
                awaitDecisions(decided, deciders);
                change(LEON, true);
            }
            done.set(true);
            for (var decider : deciders) {
                decider.get();
            }
        }

        assertThat(jdbc.sql(SOLD_WHILE_CLOSED).query(Long.class).list()).isEmpty();
        assertThat(tables.reservations())
                .anyMatch(row -> row.endsWith("reserved 1"))
                .anyMatch(row -> row.endsWith("refused 1 market-closed"));
        assertThat(tables.unexplainedStocks()).isEmpty();
    }

    private static void awaitDecisions(AtomicLong decided, List<? extends Future<?>> deciders) {
        var enough = decided.get() + DECISIONS_BETWEEN_CHANGES;
        while (decided.get() < enough && deciders.stream().noneMatch(Future::isDone)) {
            Thread.onSpinWait();
        }
    }

    private void settle(long first, OrderLine... lines) {
        settleOrders.handle(LongStream.range(first, first + ORDERS_AT_ONCE)
                .mapToObj(number -> order(1 + number).of(lines).in(LEON))
                .map(SampleOrders::command)
                .toList());
    }

    private Product product() {
        return product(SampleProducts.camera().inStock(1_000_000));
    }

    private Product product(SampleProducts sample) {
        return createProduct.handle(new CreateProduct(sample.details(), sample.stock()));
    }

    private Market change(Place place, boolean active) {
        return change(place, ExpectedVersion.ANY, active);
    }

    private Market change(Place place, ExpectedVersion expected, boolean active) {
        return changeMarket.handle(new ChangeMarket(place, expected, active));
    }

    private static ExpectedVersion version(long version) {
        return new ExpectedVersion(false, Set.of(version));
    }

    private long markets() {
        return jdbc.sql("SELECT count(*) FROM market").query(Long.class).single();
    }
}
