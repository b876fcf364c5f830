package org.chasqui.products.commands.domain;

/**
 * What an order wants of the stock, as far as its newest known state says.
 *
 * @param quantity units, at least 1
 * @param cancelled whether the order is to give back what it holds, and to get nothing from now on
 */
public record OrderDemand(long order, long product, long quantity, boolean cancelled) {

    public OrderDemand {
        // why: a reservation of less than one unit would create stock
        if (quantity < 1) {
            throw new IllegalArgumentException("Order %d demands %d units".formatted(order, quantity));
        }
    }
}
