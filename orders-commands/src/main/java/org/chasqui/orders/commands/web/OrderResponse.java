package org.chasqui.orders.commands.web;

import org.chasqui.orders.commands.domain.Order;

/** The order as it is after the command. */
record OrderResponse(long id, long user, long product, int quantity, String state, long version) {

    static OrderResponse of(Order order) {
        return new OrderResponse(
                order.id(),
                order.user(),
                order.product(),
                order.quantity().units(),
                order.state().label(),
                order.version());
    }
}
