package org.chasqui.products.commands.domain;

/**
 * Units of one product that an order wants, as rows and events have them.
 *
 * @param quantity at least 1
 */
public record OrderLine(long product, long quantity) {

    public OrderLine {
        // why: a reservation of less than one unit would create stock
        if (quantity < 1) {
            throw new IllegalArgumentException("An order wants %d of product %d".formatted(quantity, product));
        }
    }
}
