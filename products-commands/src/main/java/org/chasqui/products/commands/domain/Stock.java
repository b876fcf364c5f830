package org.chasqui.products.commands.domain;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;

/**
 * Units of a product that can still be promised to an order.
 *
 * @param units negative only where more had been promised than a restored database knew of; above {@link #LIMIT} only where released
 *     reservations came back on top of a count
 */
@Embeddable
public record Stock(@Column(name = "stock") long units) {

    /** Most units that can be counted or added to. */
    public static final long LIMIT = 1_000_000_000;

    /** What somebody has counted, so that it cannot be negative. */
    public static Stock counted(long units) {
        if (units < 0) {
            throw new IllegalArgumentException("Nobody counts %d".formatted(units));
        }
        return new Stock(units);
    }

    /** Whether there is anything left to order. */
    public boolean isAvailable() {
        return units > 0;
    }

    /** Whether more is promised than there is. */
    boolean isOversold() {
        return units < 0;
    }

    boolean covers(long quantity) {
        return units >= quantity;
    }

    /** Why without a limit: a promise has to be kept in the books also where it cannot be kept otherwise. */
    Stock minus(long quantity) {
        return new Stock(Math.subtractExact(units, quantity));
    }

    /** Why without {@link #LIMIT}: a release has to succeed always, or its units would be lost. */
    Stock plus(long quantity) {
        return new Stock(Math.addExact(units, quantity));
    }

    /**
     * @throws InsufficientStock if units are taken away and less than nothing would be left
     * @throws StockLimitExceeded if it would grow beyond {@link #LIMIT}
     */
    Stock adjustedBy(long delta) {
        var result = Math.addExact(units, delta);
        if (delta < 0 && result < 0) {
            throw new InsufficientStock(this, delta);
        }
        if (delta > 0 && result > LIMIT) {
            throw new StockLimitExceeded(this, delta);
        }
        return new Stock(result);
    }
}
