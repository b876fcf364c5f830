package org.chasqui.orders.commands;

import static org.springframework.test.util.ReflectionTestUtils.setField;

import java.time.Instant;
import java.util.List;
import org.chasqui.orders.commands.domain.Money;
import org.chasqui.orders.commands.domain.Order;
import org.chasqui.orders.commands.domain.OrderLine;
import org.chasqui.orders.commands.domain.Quantity;
import org.chasqui.orders.commands.domain.StockDecision;
import org.chasqui.orders.commands.domain.WantedLine;

/** Orders to test with, at each point of their way and as the database would give them back: {@code completed()}. */
public final class SampleOrders {

    public static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");
    public static final Instant DECIDED = NOON.plusSeconds(2);
    public static final Instant CANCEL_REQUESTED = NOON.plusSeconds(300);
    public static final Instant CANCELLED = NOON.plusSeconds(301);

    private SampleOrders() {}

    public static Order placed() {
        return placed(17, line(7, 2, 12_500));
    }

    /** Of two lines. */
    public static Order placedOfTwo() {
        return placed(18, line(7, 2, 12_500), line(9, 1, 4_900));
    }

    private static Order placed(long id, OrderLine... lines) {
        var order = Order.place(3, List.of(lines), null, NOON);
        setField(order, "id", id);
        return order;
    }

    public static OrderLine line(long product, int quantity, long value) {
        return OrderLine.of(product, new Quantity(quantity), new Money(value));
    }

    /** The lines of a request for one product. */
    public static List<WantedLine> wanted(long product, int quantity) {
        return List.of(new WantedLine(product, new Quantity(quantity), "product"));
    }

    public static Order completed() {
        return completed(placed());
    }

    public static Order completed(Order order) {
        order.apply(StockDecision.reserved(), DECIDED);
        return version(2, order);
    }

    public static Order failed() {
        return failed(placed(), "insufficient-stock");
    }

    public static Order failed(Order order, String reason) {
        order.apply(StockDecision.refused(reason), DECIDED);
        return version(2, order);
    }

    public static Order reminded() {
        return reminded(placed());
    }

    public static Order reminded(Order order) {
        order.remind();
        return version(2, order);
    }

    public static Order cancelRequested() {
        return cancelRequested(completed());
    }

    public static Order cancelRequested(Order order) {
        order.requestCancel(CANCEL_REQUESTED);
        return version(3, order);
    }

    public static Order cancelled() {
        return cancelled(cancelRequested());
    }

    public static Order cancelled(Order order) {
        order.apply(StockDecision.released(), CANCELLED);
        return version(4, order);
    }

    private static Order version(long version, Order order) {
        setField(order, "version", version);
        return order;
    }
}
