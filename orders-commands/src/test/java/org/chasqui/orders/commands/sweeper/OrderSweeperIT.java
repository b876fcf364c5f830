package org.chasqui.orders.commands.sweeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.chasqui.orders.commands.Streams.garbled;
import static org.chasqui.orders.commands.Streams.product;
import static org.chasqui.orders.commands.Streams.reserved;
import static org.chasqui.orders.commands.Streams.reservedAsSaidBefore;
import static org.chasqui.orders.commands.Streams.user;

import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.chasqui.http.versions.ExpectedVersion;
import org.chasqui.orders.commands.SampleOrders;
import org.chasqui.orders.commands.Streams;
import org.chasqui.orders.commands.application.CancelOrderHandler;
import org.chasqui.orders.commands.application.CancelOrderHandler.CancelOrder;
import org.chasqui.orders.commands.application.PlaceOrderHandler;
import org.chasqui.orders.commands.application.PlaceOrderHandler.PlaceOrder;
import org.chasqui.orders.commands.sweeper.OrderParticulars.OrderDetails;
import org.chasqui.platform.worker.Worker.Pass;
import org.chasqui.testing.UsesServers;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

@SpringBootTest(properties = {"messaging.autostart=false", "orders.sweeper.batch-size=10"})
@UsesServers
@Import(Streams.class)
class OrderSweeperIT {

    @Autowired
    private OrderSweeper sweeper;

    @Autowired
    private UndecidedOrders undecided;

    @Autowired
    private OrderParticulars particulars;

    @Autowired
    private Streams streams;

    @Autowired
    private PlaceOrderHandler place;

    @Autowired
    private CancelOrderHandler cancel;

    @Autowired
    private TransactionOperations transactions;

    @Autowired
    private JdbcClient jdbc;

    @BeforeEach
    void empty() {
        jdbc.sql("TRUNCATE orders, messaging.event_log").update();
        streams.users(user(3, 1));
        streams.products(product(7, 1, 12_500));
    }

    @Test
    void tellsAgainOfAnOrderThatWaitsForTooLong() {
        var order = place();
        makeOverdue(order);

        sweeper.runOnce();
        sweeper.runOnce();

        assertThat(eventsOf(order)).containsExactly("order.placed.v1 1 processing", "order.reminded.v1 2 processing");
    }

    @Test
    void bringsAnOrderToItsEndWhoseDecisionWasGivenUp() {
        var order = place();
        streams.lose(garbled(order));
        assertThat(eventsOf(order)).containsExactly("order.placed.v1 1 processing");
        makeOverdue(order);

        sweeper.runOnce();
        streams.products(reservedAsSaidBefore(order));

        assertThat(eventsOf(order))
                .containsExactly(
                        "order.placed.v1 1 processing",
                        "order.reminded.v1 2 processing",
                        "order.completed.v1 3 completed");
    }

    @Test
    void waitsTwiceAsLongBeforeItTellsAgain() {
        var order = place();
        makeOverdue(order);
        sweeper.runOnce();

        makeOverdue(order);
        sweeper.runOnce();
        assertThat(reminded()).hasSize(1);

        letWait(order, 601);
        sweeper.runOnce();
        assertThat(reminded()).hasSize(2);
    }

    @Test
    void leavesNewOrdersAlone() {
        place();

        sweeper.runOnce();

        assertThat(reminded()).isEmpty();
    }

    @Test
    void leavesDecidedOrdersAlone() {
        var order = place();
        streams.products(reserved(order));
        makeOverdue(order);

        sweeper.runOnce();

        assertThat(reminded()).isEmpty();
    }

    @Test
    void countsTheWaitForAReleaseFromTheCancel() {
        var order = place();
        streams.products(reserved(order));
        makeOverdue(order);

        cancel.handle(new CancelOrder(order, ExpectedVersion.ANY));
        sweeper.runOnce();
        assertThat(reminded()).isEmpty();

        makeOverdue(order);
        sweeper.runOnce();
        assertThat(eventsOf(order)).last().isEqualTo("order.reminded.v1 4 completed");
    }

    @Test
    void tellsOfThoseFirstThatHaveWaitedLongest() {
        var orders = place(15);
        orders.forEach(this::makeOverdue);
        jdbc.sql("UPDATE orders SET undecided_since = undecided_since - interval '1 hour' WHERE id >= ?")
                .param(orders.get(5))
                .update();

        assertThat(sweeper.runOnce()).isEqualTo(Pass.PROGRESSED);

        assertThat(reminded()).containsExactlyInAnyOrderElementsOf(orders.subList(5, 15));
    }

    @Test
    void showsOperatorsThoseThatHaveWaitedForTooLongAlsoAfterAReminder() {
        var decided = place();
        streams.products(reserved(decided));
        var late = place();
        place();
        jdbc.sql("UPDATE orders SET updated_at = now() - interval '90 s' WHERE id <= ?")
                .param(late)
                .update();
        makeOverdue(late);
        sweeper.runOnce();

        var shown = undecided.undecided(null);
        assertThat(shown.count()).isOne();
        assertThat(shown.orders()).singleElement().satisfies(order -> {
            assertThat(order.id()).isEqualTo(late);
            assertThat(order.state()).isEqualTo("processing");
            assertThat(order.seconds()).isGreaterThan(90);
            assertThat(order.reminders()).isOne();
        });
        assertThat(undecided.undecided(0.0).count()).isEqualTo(2);
        assertThat(undecided.undecided(1000.0).orders()).isEmpty();
    }

    @Test
    void anOperatorSeesWhatWasOrdered() {
        streams.products(product(9, 1, 4_900));
        var wanted = List.of(
                SampleOrders.wanted(7, 2).getFirst(), SampleOrders.wanted(9, 1).getFirst());
        var ofTwo = place.handle(new PlaceOrder(3, wanted, null)).id();

        assertThat(particulars.of(place()))
                .contains(
                        new OrderDetails(3, null, "processing", null, false, List.of(SampleOrders.line(7, 1, 12_500))));
        assertThat(particulars.of(ofTwo))
                .get()
                .extracting(OrderDetails::lines)
                .isEqualTo(List.of(SampleOrders.line(7, 2, 12_500), SampleOrders.line(9, 1, 4_900)));
        assertThat(particulars.of(ofTwo + 100)).isEmpty();
    }

    @Test
    void goesOnUntilNothingIsOverdue() {
        var orders = place(25);
        orders.forEach(this::makeOverdue);

        sweepUntilNothingIsLeft();

        assertThat(reminded()).containsExactlyInAnyOrderElementsOf(orders);
    }

    @Test
    void doesNotWaitForAnOrderThatSomebodyHolds() {
        var held = place();
        var free = place();
        makeOverdue(held);
        makeOverdue(free);

        transactions.executeWithoutResult(status -> {
            jdbc.sql("SELECT 1 FROM orders WHERE id = ? FOR UPDATE")
                    .param(held)
                    .query()
                    .singleRow();
            assertThat(elsewhere(sweeper::runOnce)).isEqualTo(Pass.IDLE);
        });

        assertThat(reminded()).containsExactly(free);
    }

    @Test
    void sharesTheWorkAmongInstances() throws Exception {
        var orders = place(40);
        orders.forEach(this::makeOverdue);

        try (var instances = Executors.newFixedThreadPool(4)) {
            var passes = instances.invokeAll(Collections.nCopies(8, (Callable<Pass>) sweeper::runOnce));
            assertThat(passes).extracting(Future::state).containsOnly(Future.State.SUCCESS);
        }
        sweepUntilNothingIsLeft();

        assertThat(reminded()).containsExactlyInAnyOrderElementsOf(orders);
    }

    private void sweepUntilNothingIsLeft() {
        var pass = sweeper.runOnce();
        while (pass == Pass.PROGRESSED) {
            pass = sweeper.runOnce();
        }
    }

    private List<Long> place(int count) {
        return IntStream.range(0, count).mapToObj(number -> place()).toList();
    }

    private long place() {
        return place.handle(new PlaceOrder(3, SampleOrders.wanted(7, 1), null)).id();
    }

    private void makeOverdue(long order) {
        letWait(order, 301);
    }

    private void letWait(long order, int seconds) {
        jdbc.sql("UPDATE orders SET undecided_since = now() - make_interval(secs => ?) WHERE id = ?")
                .params(seconds, order)
                .update();
    }

    private List<Long> reminded() {
        return jdbc.sql("SELECT aggregate_id FROM messaging.event_log WHERE type = 'order.reminded.v1' ORDER BY seq")
                .query(Long.class)
                .list();
    }

    private List<String> eventsOf(long order) {
        return jdbc.sql("""
                        SELECT concat_ws(' ', type, aggregate_version, payload ->> 'state')
                          FROM messaging.event_log WHERE aggregate_id = ? ORDER BY seq
                        """).param(order).query(String.class).list();
    }

    private static <T> T elsewhere(Callable<T> call) {
        try (var thread = Executors.newSingleThreadExecutor()) {
            return thread.submit(call).get();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
