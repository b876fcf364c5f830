package org.chasqui.orders.commands.domain;

import java.time.Instant;
import java.util.List;
import org.chasqui.messaging.Event;
import org.jspecify.annotations.Nullable;

/**
 * The published event of an order: its full state after each change. It is made when the order has its id and its version: after the insert or the flush.
 *
 * <p>An order of one line is published as it was before there were several, so that releases from then understand it.
 */
public final class OrderEvent {

    private OrderEvent() {}

    public static Event placed(Order order) {
        return event("placed", order);
    }

    public static Event cancelRequested(Order order) {
        return event("cancel-requested", order);
    }

    /** How the order has ended for now, under a type that names its state. */
    public static Event decided(Order order) {
        return switch (order.state()) {
            case COMPLETED, FAILED, CANCELLED -> event(order.state().label(), order);
            case PROCESSING -> throw new IllegalStateException("Order %d is not decided".formatted(order.id()));
        };
    }

    /** Nothing has happened to the order for too long. */
    public static Event reminded(Order order) {
        return event("reminded", order);
    }

    private static Event event(String change, Order order) {
        var lines = order.lines();
        return lines.size() == 1
                ? event(change + ".v1", order, OfOneLine.of(order, lines.getFirst()))
                : event(change + ".v2", order, OfSeveralLines.of(order, lines));
    }

    private static Event event(String change, Order order, Record state) {
        return Event.of("order." + change, "order", order.id(), order.version(), state);
    }

    /**
     * An order of one line.
     *
     * @param value of one unit, in minor units
     * @param total in minor units
     * @param reason why the order failed; null in every other state
     * @param market where it is sold; null for an order of no market
     */
    record OfOneLine(
            long id,
            long user,
            long product,
            int quantity,
            long value,
            long total,
            String state,
            @Nullable String reason,
            boolean cancelRequested,
            @Nullable String market,
            Instant placedAt,
            Instant updatedAt) {

        static OfOneLine of(Order order, OrderLine line) {
            return new OfOneLine(
                    order.id(),
                    order.user(),
                    line.product(),
                    line.quantity(),
                    line.value(),
                    order.total().minorUnits(),
                    order.state().label(),
                    order.reason().orElse(null),
                    order.isCancelRequested(),
                    order.market().orElse(null),
                    order.placedAt(),
                    order.updatedAt());
        }
    }

    /** An order of several lines; what it has in common with {@link OfOneLine} means the same. */
    record OfSeveralLines(
            long id,
            long user,
            List<OrderLine> lines,
            long total,
            String state,
            @Nullable String reason,
            boolean cancelRequested,
            @Nullable String market,
            Instant placedAt,
            Instant updatedAt) {

        static OfSeveralLines of(Order order, List<OrderLine> lines) {
            return new OfSeveralLines(
                    order.id(),
                    order.user(),
                    lines,
                    order.total().minorUnits(),
                    order.state().label(),
                    order.reason().orElse(null),
                    order.isCancelRequested(),
                    order.market().orElse(null),
                    order.placedAt(),
                    order.updatedAt());
        }
    }
}
