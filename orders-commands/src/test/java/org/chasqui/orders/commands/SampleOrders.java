package org.chasqui.orders.commands;

import static org.springframework.test.util.ReflectionTestUtils.setField;

import java.time.Instant;
import org.chasqui.orders.commands.domain.Money;
import org.chasqui.orders.commands.domain.Order;
import org.chasqui.orders.commands.domain.Quantity;
import org.chasqui.orders.commands.domain.StockDecision;

/** Orders to test with, at each point of their way and as the database would give them back: {@code completed()}. */
public final class SampleOrders {

    public static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");
    public static final Instant DECIDED = NOON.plusSeconds(2);
    public static final Instant CANCEL_REQUESTED = NOON.plusSeconds(300);
    public static final Instant CANCELLED = NOON.plusSeconds(301);

    private SampleOrders() {}

    public static Order placed() {
        var order = Order.place(3, 7, new Quantity(2), new Money(12_500), null, NOON);
        setField(order, "id", 17L);
        return order;
    }

    public static Order completed() {
        var order = placed();
        order.apply(StockDecision.reserved(), DECIDED);
        return version(2, order);
    }

    public static Order failed() {
        var order = placed();
        order.apply(StockDecision.refused("insufficient-stock"), DECIDED);
        return version(2, order);
    }

    public static Order reminded() {
        var order = placed();
        order.remind();
        return version(2, order);
    }

    public static Order cancelRequested() {
        var order = completed();
        order.requestCancel(CANCEL_REQUESTED);
        return version(3, order);
    }

    public static Order cancelled() {
        var order = cancelRequested();
        order.apply(StockDecision.released(), CANCELLED);
        return version(4, order);
    }

    private static Order version(long version, Order order) {
        setField(order, "version", version);
        return order;
    }
}
