package org.chasqui.orders.queries.web;

import java.time.Instant;
import org.chasqui.orders.queries.view.OrderView;
import org.jspecify.annotations.Nullable;

/**
 * What callers see of an order.
 *
 * @param username null until the user has been heard of
 * @param productName null until the product has been heard of
 * @param value of one unit at the time of the order, in minor units
 * @param total in minor units
 * @param reason why the order failed; null in every other state
 */
record OrderResponse(
        long id,
        long user,
        @Nullable String username,
        long product,
        @Nullable String productName,
        long value,
        int quantity,
        long total,
        String state,
        @Nullable String reason,
        Instant placedAt,
        Instant updatedAt,
        long version) {

    static OrderResponse of(OrderView view) {
        return new OrderResponse(
                view.id(),
                view.user(),
                view.username(),
                view.product(),
                view.productName(),
                view.value(),
                view.quantity(),
                view.total(),
                view.state(),
                view.reason(),
                view.placedAt(),
                view.updatedAt(),
                view.version());
    }
}
