package org.chasqui.products.commands.domain;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;

/**
 * Units of a product that can still be promised to an order.
 *
 * @param units never negative; above {@link #LIMIT} only where released reservations came back on top of a count
 */
@Embeddable
public record Stock(@Column(name = "stock") long units) {

    /** Most units that can be counted or added to. */
    public static final long LIMIT = 1_000_000_000;

    public Stock {
        if (units < 0) {
            throw new IllegalArgumentException("Stock cannot be %d".formatted(units));
        }
    }

    /** Whether there is anything left to order. */
    public boolean isAvailable() {
        return units > 0;
    }

    boolean covers(long quantity) {
        return units >= quantity;
    }

    Stock minus(long quantity) {
        return new Stock(units - quantity);
    }

    /** Why without {@link #LIMIT}: a release has to succeed always, or its units would be lost. */
    Stock plus(long quantity) {
        return new Stock(Math.addExact(units, quantity));
    }

    /**
     * @throws InsufficientStock if less than nothing would be left
     * @throws StockLimitExceeded if it would grow beyond {@link #LIMIT}
     */
    Stock adjustedBy(long delta) {
        var result = Math.addExact(units, delta);
        if (result < 0) {
            throw new InsufficientStock(this, delta);
        }
        if (delta > 0 && result > LIMIT) {
            throw new StockLimitExceeded(this, delta);
        }
        return new Stock(result);
    }
}
