package org.chasqui.orders.commands.domain;

/**
 * How much of a product is ordered.
 *
 * @param units 1 to {@value #MAX}
 */
public record Quantity(int units) {

    public static final int MAX = 1_000_000;

    public Quantity {
        if (units < 1 || units > MAX) {
            throw new IllegalArgumentException("A quantity cannot be %d".formatted(units));
        }
    }
}
