package org.chasqui.orders.commands;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.chasqui.orders.commands.SampleOrders.line;
import static org.chasqui.orders.commands.SampleOrders.wanted;
import static org.chasqui.orders.commands.Streams.market;
import static org.chasqui.orders.commands.Streams.product;
import static org.chasqui.orders.commands.Streams.refused;
import static org.chasqui.orders.commands.Streams.released;
import static org.chasqui.orders.commands.Streams.reserved;
import static org.chasqui.orders.commands.Streams.reservedOfSeveral;
import static org.chasqui.orders.commands.Streams.user;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.chasqui.http.versions.ExpectedVersion;
import org.chasqui.orders.commands.application.CancelOrderHandler;
import org.chasqui.orders.commands.application.CancelOrderHandler.CancelOrder;
import org.chasqui.orders.commands.application.PlaceOrderHandler;
import org.chasqui.orders.commands.application.PlaceOrderHandler.PlaceOrder;
import org.chasqui.orders.commands.domain.MarketRefused;
import org.chasqui.orders.commands.domain.Money;
import org.chasqui.orders.commands.domain.Money.OrderTotalTooLarge;
import org.chasqui.orders.commands.domain.NotSold;
import org.chasqui.orders.commands.domain.Order;
import org.chasqui.orders.commands.domain.Order.OrderAlreadyFailed;
import org.chasqui.orders.commands.domain.Quantity;
import org.chasqui.orders.commands.domain.UnknownUserOrProduct;
import org.chasqui.orders.commands.domain.WantedLine;
import org.chasqui.platform.NotFound;
import org.chasqui.platform.Place;
import org.chasqui.platform.SafeInteger;
import org.chasqui.testing.TestDatabase;
import org.chasqui.testing.UsesServers;
import org.chasqui.testing.migrations.EarlierTables;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The use cases and the saga against real servers: what is committed, and what is not. */
@SpringBootTest(properties = "messaging.autostart=false")
@UsesServers
@Import(Streams.class)
class OrdersCommandsIT {

    private static final long ANA = 3;
    private static final long CAMERA = 7;
    private static final long TRIPOD = 9;

    @Autowired
    private TestDatabase database;

    @Autowired
    private Streams streams;

    @Autowired
    private PlaceOrderHandler place;

    @Autowired
    private CancelOrderHandler cancel;

    @Autowired
    private JdbcClient jdbc;

    @BeforeEach
    void empty() {
        jdbc.sql("TRUNCATE orders, known_user, known_product, known_market, messaging.event_log")
                .update();
        streams.users(user(ANA, 1));
        streams.products(product(CAMERA, 1, 12_500));
    }

    @Test
    void keepsAnOrderAndItsEventTogether() {
        var order = place(2);

        assertThat(stateOf(order)).isEqualTo("processing 1");
        assertThat(eventsOf(order)).containsExactly("order.placed.v1 1");
    }

    @Test
    void keepsTheValueOfItsTime() {
        var before = place(2);
        streams.products(product(CAMERA, 2, 15_000));
        var after = place(2);

        assertThat(before.total()).isEqualTo(new Money(25_000));
        assertThat(after.total()).isEqualTo(new Money(30_000));
        assertThat(jdbc.sql("SELECT value FROM orders WHERE id = ?")
                        .param(before.id())
                        .query(Long.class)
                        .single())
                .isEqualTo(12_500);
    }

    @Test
    void neverGoesBackToAnOlderValue() {
        streams.products(product(CAMERA, 3, 15_000));
        streams.products(product(CAMERA, 2, 99));

        assertThat(place(1).total()).isEqualTo(new Money(15_000));
    }

    @Test
    void refusesAnOrderForAnUnknownUserOrProductAndWritesNothing() {
        assertUnknown(ANA + 1, CAMERA, "unknown-user", "user");
        assertUnknown(ANA, CAMERA + 1, "unknown-product", "product");
        assertUnknown(ANA + 1, CAMERA + 1, "unknown-user", "user", "product");

        assertThat(countOf("orders")).isZero();
        assertThat(countOf("messaging.event_log")).isZero();
    }

    @Test
    void takesAnOrderOfSeveralLinesAtTheValuesOfTheMoment() {
        streams.products(product(TRIPOD, 1, 4_900));

        var order =
                placeLines(new WantedLine(TRIPOD, new Quantity(1), ""), new WantedLine(CAMERA, new Quantity(2), ""));
        streams.products(product(TRIPOD, 2, 1), reservedOfSeveral(order.id()));

        assertThat(stateOf(order)).isEqualTo("completed 2");
        assertThat(eventsOf(order)).containsExactly("order.placed.v2 1", "order.completed.v2 2");
        assertThat(jdbc.sql("SELECT payload ->> 'lines' FROM messaging.event_log ORDER BY seq")
                        .query(String.class)
                        .list())
                .hasSize(2)
                .containsOnly("""
                        [{"value": 4900, "product": 9, "quantity": 1}, {"value": 12500, "product": 7, "quantity": 2}]""");
        assertThat(jdbc.sql("SELECT payload ->> 'total' FROM messaging.event_log")
                        .query(String.class)
                        .list())
                .containsOnly("29900");
    }

    @Test
    void refusesLinesOfUnknownProductsAndNamesEachOfThem() {
        assertThatThrownBy(() -> placeLines(
                        new WantedLine(TRIPOD, new Quantity(1), "lines[0].product"),
                        new WantedLine(CAMERA, new Quantity(1), "lines[1].product"),
                        new WantedLine(TRIPOD + 1, new Quantity(1), "lines[2].product")))
                .isInstanceOfSatisfying(
                        UnknownUserOrProduct.class,
                        refusal ->
                                assertThat(refusal.errors()).containsOnlyKeys("lines[0].product", "lines[2].product"));
        assertThat(countOf("orders")).isZero();
    }

    @Test
    void cancelsAnOrderOfSeveralLines() {
        streams.products(product(TRIPOD, 1, 4_900));
        var order =
                placeLines(new WantedLine(TRIPOD, new Quantity(1), ""), new WantedLine(CAMERA, new Quantity(2), ""));

        cancel(order);
        streams.products(released(order.id()));

        assertThat(eventsOf(order))
                .containsExactly("order.placed.v2 1", "order.cancel-requested.v2 2", "order.cancelled.v2 3");
    }

    /** Whatever writes it: the next statement may be an operator's. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "version = 0",
                "reminders = -1",
                "quantity = 0",
                "quantity = 1000001",
                "value = -1",
                "value = 9007199254740991",
                "product_id = NULL",
                "lines = '[1, 2]'",
                "(product_id, quantity, value) = (NULL, NULL, NULL)",
                "(product_id, quantity, value, lines) = (NULL, NULL, NULL, '[1]')",
                "state = 'open'",
                "state = 'failed'",
                "reason = 'x'",
                "(state, reason) = ('failed', '')",
                "(state, reason) = ('failed', repeat('x', 4001))",
                "(state, reason, cancel_requested) = ('failed', 'x', true)"
            })
    void theDatabaseHasNoOrderThatCannotBe(String change) {
        place(2);

        assertThatThrownBy(() -> jdbc.sql("UPDATE orders SET " + change).update())
                .isInstanceOf(DataIntegrityViolationException.class)
                .hasMessageContaining("orders_is_order");
    }

    /** Also of an instance of that release that goes on beside the new one. */
    @Test
    void keepsOrdersFromBeforeThereWereLines() {
        var owner = JdbcClient.create(database.dataSource());
        var earlier = new EarlierTables(database);
        var before = """
                INSERT INTO before.orders (version, user_id, product_id, quantity, value, state, cancel_requested, placed_at,
                                           updated_at, reminders)
                VALUES (1, 3, 7, 2, 12500, 'processing', false, now(), now(), 0)
                """;
        earlier.migrateTo("2");
        owner.sql(before).update();
        earlier.migrateTo("latest");
        owner.sql(before).update();
        owner.sql("""
                INSERT INTO orders (version, user_id, product_id, quantity, value, lines, state, cancel_requested, placed_at,
                                    updated_at, reminders)
                SELECT version, user_id, product_id, quantity, value, lines, state, cancel_requested, placed_at, updated_at, reminders
                FROM before.orders
                """).update();
        earlier.remove();

        var orders = owner.sql("SELECT id FROM orders").query(Long.class).list();
        assertThat(orders).hasSize(2).allSatisfy(id -> {
            streams.products(reserved(id));
            var cancelled = cancel.handle(new CancelOrder(id, ExpectedVersion.ANY));
            assertThat(cancelled.lines()).containsExactly(line(CAMERA, 2, 12_500));
            assertThat(eventsOf(cancelled)).containsExactly("order.completed.v1 2", "order.cancel-requested.v1 3");
        });
    }

    @Test
    void takesOrdersOfAnOpenMarketAndNamesItAsItWasFirstWritten() {
        streams.products(market("NI/León", 1, true));

        var order = placeIn("NI/LEÓN");

        assertThat(order.market()).contains("NI/León");
        assertThat(jdbc.sql("SELECT payload ->> 'market' FROM messaging.event_log")
                        .query(String.class)
                        .single())
                .isEqualTo("NI/León");
    }

    @Test
    void refusesAnOrderOfAClosedOrUnknownMarketAndWritesNothing() {
        streams.products(market("NI/León", 1, true), market("NI/León", 2, false));

        assertThatThrownBy(() -> placeIn("NI/León"))
                .isInstanceOfSatisfying(
                        MarketRefused.class,
                        refusal -> assertThat(refusal.slug()).isEqualTo("market-closed"));
        assertThatThrownBy(() -> placeIn("NI/Masaya"))
                .isInstanceOfSatisfying(
                        MarketRefused.class,
                        refusal -> assertThat(refusal.slug()).isEqualTo("unknown-market"));
        assertThat(countOf("orders")).isZero();
        assertThat(countOf("messaging.event_log")).isZero();
    }

    @Test
    void refusesAnOrderForAProductThatIsNotSoldThereOrToNobody() {
        streams.products(
                market("NI/León", 1, true),
                market("NI/Masaya", 1, true),
                product(CAMERA, 2, true, "NI/LEÓN"),
                product(CAMERA + 1, 1, false));

        assertThat(placeIn("NI/León").market()).contains("NI/León");
        assertNotSold(() -> placeIn("NI/Masaya"), "not-sold-in-market", "market", "product");
        assertNotSold(() -> place(1), "not-sold-in-market", "market", "product");
        assertNotSold(() -> place.handle(new PlaceOrder(ANA, wanted(CAMERA + 1, 1), null)), "not-on-sale", "product");
        assertThat(countOf("orders")).isOne();

        streams.products(product(CAMERA, 3, 12_500));
        assertThat(place(1).market()).isEmpty();
    }

    @Test
    void namesEveryLineThatIsNotSold() {
        streams.products(
                market("NI/León", 1, true),
                product(TRIPOD, 1, false),
                product(TRIPOD + 1, 1, true, "CR/San José"),
                product(TRIPOD + 2, 1, true, "CR/San José", "NI/LEÓN"),
                product(TRIPOD + 3, 1, false));

        assertNotSold(
                () -> placeIn("NI/León", CAMERA, TRIPOD, TRIPOD + 1, TRIPOD + 2, TRIPOD + 3),
                "not-on-sale",
                "lines[1].product",
                "lines[2].product",
                "lines[4].product",
                "market");
        assertNotSold(
                () -> placeIn(null, TRIPOD + 2, TRIPOD + 1, CAMERA),
                "not-sold-in-market",
                "lines[0].product",
                "lines[1].product",
                "market");
        assertThat(countOf("orders")).isZero();
    }

    private void placeIn(@Nullable String market, long... products) {
        var lines = IntStream.range(0, products.length)
                .mapToObj(at -> new WantedLine(products[at], new Quantity(1), "lines[%d].product".formatted(at)))
                .toList();
        place.handle(new PlaceOrder(ANA, lines, market == null ? null : Place.of(market)));
    }

    private static void assertNotSold(ThrowingCallable placing, String slug, String... fields) {
        assertThatThrownBy(placing).isInstanceOfSatisfying(NotSold.class, refusal -> {
            assertThat(refusal.slug()).isEqualTo(slug);
            assertThat(refusal.errors()).containsOnlyKeys(fields);
        });
    }

    @Test
    void refusesATotalThatIsTooLargeAndWritesNothing() {
        streams.products(product(CAMERA, 2, SafeInteger.MAX));

        assertThatThrownBy(() -> place(2)).isInstanceOf(OrderTotalTooLarge.class);
        assertThat(countOf("orders")).isZero();
        assertThat(place(1).total()).isEqualTo(new Money(SafeInteger.MAX));
    }

    @Test
    void takesNoOrderAtAPastValueDuringARebuild() {
        streams.products(product(CAMERA, 2, 15_000));

        streams.startOver("users");
        streams.startOver("products");
        assertThat(place(1).total()).isEqualTo(new Money(15_000));
        streams.products(product(CAMERA, 1, 12_500));
        assertThat(place(1).total()).isEqualTo(new Money(15_000));
        streams.products(product(CAMERA, 2, 15_000), product(CAMERA, 3, 17_000));
        assertThat(place(1).total()).isEqualTo(new Money(17_000));
    }

    @Test
    void sellsAfterARebuildWhatTheStreamHasAndToWhomItHas() {
        streams.users(user(ANA + 1, 1));
        streams.products(product(CAMERA, 2, 99), product(CAMERA + 1, 1, 99));

        streams.startOver("users");
        streams.startOver("products");
        streams.users(user(ANA, 1));
        streams.products(product(CAMERA, 1, 12_500));
        streams.isRebuilt("users");
        streams.isRebuilt("products");

        assertThat(place(1).total()).isEqualTo(new Money(12_500));
        assertUnknown(ANA + 1, CAMERA, "unknown-user", "user");
        assertUnknown(ANA, CAMERA + 1, "unknown-product", "product");
    }

    @Test
    void completesAnOrderWhoseStockIsReserved() {
        var order = place(2);

        streams.products(reserved(order.id()));

        assertThat(stateOf(order)).isEqualTo("completed 2");
        assertThat(eventsOf(order)).containsExactly("order.placed.v1 1", "order.completed.v1 2");
    }

    @Test
    void failsAnOrderWhoseStockIsRefused() {
        var order = place(2);

        streams.products(refused(order.id()));

        assertThat(stateOf(order)).isEqualTo("failed 2");
        assertThat(eventsOf(order)).containsExactly("order.placed.v1 1", "order.failed.v1 2");
        assertThat(jdbc.sql("SELECT reason FROM orders").query(String.class).single())
                .isEqualTo("insufficient-stock");
    }

    @Test
    void decidesEachOrderOfABatch() {
        var orders = IntStream.range(0, 120).mapToObj(number -> place(1)).toList();

        streams.products(orders.stream()
                .map(order -> order.id() % 2 == 0 ? reserved(order.id()) : refused(order.id()))
                .toArray(String[]::new));

        for (var order : orders) {
            assertThat(stateOf(order)).isEqualTo(order.id() % 2 == 0 ? "completed 2" : "failed 2");
            assertThat(eventsOf(order)).hasSize(2);
        }
    }

    @Test
    void tracesADecisionToTheRequestAndTheCallerThatCausedIt() {
        var first = place(1);
        var second = place(1);

        streams.products(reserved(first.id()), reserved(second.id()));

        assertThat(jdbc.sql("""
                        SELECT concat_ws(' ', traceparent, authtype, authid) FROM messaging.event_log
                        WHERE type = 'order.completed.v1'
                        """).query(String.class).list())
                .hasSize(2)
                .containsOnly(Streams.TRACEPARENT + " app_user customer-3");
    }

    @Test
    void decidesAnOrderOnceHoweverOftenItHears() {
        var order = place(2);

        streams.products(reserved(order.id()), reserved(order.id()));
        streams.products(reserved(order.id()), refused(order.id()));

        assertThat(stateOf(order)).isEqualTo("completed 2");
        assertThat(eventsOf(order)).hasSize(2);
    }

    @Test
    void dropsADecisionAboutAnOrderThatIsNotThere() {
        var order = place(2);

        streams.products(reserved(order.id() + 1), reserved(order.id()));

        assertThat(stateOf(order)).isEqualTo("completed 2");
    }

    @Test
    void cancelsACompletedOrderOnceItsStockIsReleased() {
        var order = place(2);
        streams.products(reserved(order.id()));

        assertThat(cancel(order).version()).isEqualTo(3);
        assertThat(stateOf(order)).isEqualTo("completed 3");
        streams.products(released(order.id()));

        assertThat(stateOf(order)).isEqualTo("cancelled 4");
        assertThat(eventsOf(order))
                .containsExactly(
                        "order.placed.v1 1",
                        "order.completed.v1 2",
                        "order.cancel-requested.v1 3",
                        "order.cancelled.v1 4");
    }

    @Test
    void waitsForTheReleaseOfAnOrderThatWasCancelledBeforeItsDecision() {
        var order = place(2);
        cancel(order);

        streams.products(reserved(order.id()));
        assertThat(stateOf(order)).isEqualTo("processing 2");

        streams.products(released(order.id()));
        assertThat(stateOf(order)).isEqualTo("cancelled 3");
    }

    @Test
    void cancelsAnOrderWhoseReservationAndReleaseComeTogether() {
        var order = place(2);
        cancel(order);

        streams.products(reserved(order.id()), released(order.id()));

        assertThat(stateOf(order)).isEqualTo("cancelled 3");
    }

    @Test
    void acceptsACancelAgainAndChangesNothing() {
        var order = place(2);

        assertThat(cancel(order).version()).isEqualTo(2);
        assertThat(cancel(order).version()).isEqualTo(2);
        streams.products(released(order.id()));
        assertThat(cancel(order).version()).isEqualTo(3);

        assertThat(eventsOf(order)).hasSize(3);
    }

    @Test
    void refusesToCancelWhatHasFailedOrIsNotThere() {
        var order = place(2);
        streams.products(refused(order.id()));

        assertThatThrownBy(() -> cancel(order)).isInstanceOf(OrderAlreadyFailed.class);
        assertThatThrownBy(() -> cancel.handle(new CancelOrder(order.id() + 1, ExpectedVersion.ANY)))
                .isInstanceOf(NotFound.class);
        assertThat(eventsOf(order)).hasSize(2);
    }

    @Test
    void givesOneVersionToManyCancelsAtOnce() throws Exception {
        var order = place(2);

        assertThat(atOnce(8, number -> () -> cancel(order))).containsOnly(Future.State.SUCCESS);

        assertThat(eventsOf(order)).containsExactly("order.placed.v1 1", "order.cancel-requested.v1 2");
    }

    @Test
    void keepsVersionsWithoutGapsWhenCancelsMeetDecisions() throws Exception {
        var orders = IntStream.range(0, 40).mapToObj(number -> place(1)).toList();
        var decisions = orders.stream().map(order -> reserved(order.id())).toArray(String[]::new);

        var outcomes = atOnce(orders.size() + 1, number -> () -> {
            if (number == 0) {
                streams.products(decisions);
                return orders.getFirst();
            }
            return cancel(orders.get(number - 1));
        });

        assertThat(outcomes).containsOnly(Future.State.SUCCESS);
        for (var order : orders) {
            assertThat(stateOf(order)).isIn("processing 2", "completed 3");
            assertThat(versionsOf(order))
                    .containsExactlyElementsOf(
                            LongStream.rangeClosed(1, versionsOf(order).size())
                                    .boxed()
                                    .toList());
        }
    }

    private Order placeIn(String market) {
        return place.handle(new PlaceOrder(ANA, wanted(CAMERA, 1), Place.of(market)));
    }

    private Order place(int quantity) {
        return place.handle(new PlaceOrder(ANA, wanted(CAMERA, quantity), null));
    }

    private Order placeLines(WantedLine... lines) {
        return place.handle(new PlaceOrder(ANA, List.of(lines), null));
    }

    private Order cancel(Order order) {
        return cancel.handle(new CancelOrder(order.id(), ExpectedVersion.ANY));
    }

    private void assertUnknown(long user, long product, String slug, String... fields) {
        assertThatThrownBy(() -> place.handle(new PlaceOrder(user, wanted(product, 1), null)))
                .isInstanceOfSatisfying(UnknownUserOrProduct.class, refusal -> {
                    assertThat(refusal.slug()).isEqualTo(slug);
                    assertThat(refusal.errors()).containsOnlyKeys(fields);
                });
    }

    private String stateOf(Order order) {
        return jdbc.sql("SELECT state || ' ' || version FROM orders WHERE id = ?")
                .param(order.id())
                .query(String.class)
                .single();
    }

    private List<String> eventsOf(Order order) {
        return jdbc.sql(
                        "SELECT type || ' ' || aggregate_version FROM messaging.event_log WHERE aggregate_id = ? ORDER BY seq")
                .param(order.id())
                .query(String.class)
                .list();
    }

    private List<Long> versionsOf(Order order) {
        return jdbc.sql("SELECT aggregate_version FROM messaging.event_log WHERE aggregate_id = ? ORDER BY seq")
                .param(order.id())
                .query(Long.class)
                .list();
    }

    private long countOf(String table) {
        return jdbc.sql("SELECT count(*) FROM " + table).query(Long.class).single();
    }

    private static List<Future.State> atOnce(int callers, IntFunction<Callable<Order>> call)
            throws InterruptedException {
        try (var threads = Executors.newFixedThreadPool(callers)) {
            return threads.invokeAll(IntStream.range(0, callers).mapToObj(call).toList()).stream()
                    .map(Future::state)
                    .toList();
        }
    }
}
