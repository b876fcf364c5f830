package org.chasqui.orders.commands.domain;

/**
 * Units of one product in an order, as rows and events have them.
 *
 * @param value of one unit when the order was placed, in minor units
 */
public record OrderLine(long product, int quantity, long value) {

    public static OrderLine of(long product, Quantity quantity, Money value) {
        return new OrderLine(product, quantity.units(), value.minorUnits());
    }

    Money total() {
        return new Money(value).times(new Quantity(quantity));
    }
}
