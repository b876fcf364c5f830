package org.chasqui.orders.commands.domain;

import java.time.Instant;
import org.chasqui.messaging.Event;
import org.jspecify.annotations.Nullable;

/**
 * The published event of an order: its full state after each change. It is made after the flush, when the order has its version.
 *
 * @param value of one unit, in minor units
 * @param total in minor units
 * @param reason why the order failed; null in every other state
 * @param market where it is sold; null for an order of no market
 */
public record OrderEvent(
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

    public static Event placed(Order order) {
        return event("order.placed.v1", order);
    }

    public static Event cancelRequested(Order order) {
        return event("order.cancel-requested.v1", order);
    }

    /** How the order has ended for now, under a type that names its state. */
    public static Event decided(Order order) {
        return switch (order.state()) {
            case COMPLETED -> event("order.completed.v1", order);
            case FAILED -> event("order.failed.v1", order);
            case CANCELLED -> event("order.cancelled.v1", order);
            case PROCESSING -> throw new IllegalStateException("Order %d is not decided".formatted(order.id()));
        };
    }

    /** Nothing has happened to the order for too long. */
    public static Event reminded(Order order) {
        return event("order.reminded.v1", order);
    }

    private static Event event(String type, Order order) {
        return Event.of(type, "order", order.id(), order.version(), stateOf(order));
    }

    private static OrderEvent stateOf(Order order) {
        return new OrderEvent(
                order.id(),
                order.user(),
                order.product(),
                order.quantity().units(),
                order.value().minorUnits(),
                order.total().minorUnits(),
                order.state().label(),
                order.reason().orElse(null),
                order.isCancelRequested(),
                order.market().orElse(null),
                order.placedAt(),
                order.updatedAt());
    }
}
