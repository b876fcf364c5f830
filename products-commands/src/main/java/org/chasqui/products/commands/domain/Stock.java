package org.chasqui.products.commands.domain;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import org.chasqui.platform.Refusal;

/**
 * Units of a product that can still be promised to an order.
 *
 * @param units negative only if more had been promised than a restored database knew of; above {@link #LIMIT} only if released
 *     reservations came back on top of a count
 */
@Embeddable
public record Stock(@Column(name = "stock") long units) {

    /** Most units that can be counted or added to. */
    public static final long LIMIT = 1_000_000_000;

    /** The result of a count, which cannot be negative. */
    public static Stock counted(long units) {
        if (units < 0) {
            throw new IllegalArgumentException("Nobody counts %d".formatted(units));
        }
        return new Stock(units);
    }

    /** Whether units are left to order. */
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

    /** Why without a limit: the account must show each promise, also one that the stock does not cover. */
    Stock minus(long quantity) {
        return new Stock(Math.subtractExact(units, quantity));
    }

    /** Why without {@link #LIMIT}: a release must always succeed, or its units would be lost. */
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

    /** More units would be taken away than there are. */
    public static final class InsufficientStock extends Refusal {

        InsufficientStock(Stock stock, long delta) {
            super(
                    "insufficient-stock",
                    Kind.CONFLICT,
                    "There are %d in stock, so %d cannot be taken away.".formatted(stock.units(), -delta));
        }
    }

    /** More units would be in stock than are ever counted. */
    public static final class StockLimitExceeded extends Refusal {

        StockLimitExceeded(Stock stock, long delta) {
            super(
                    "stock-limit-exceeded",
                    Kind.CONFLICT,
                    "There are %d in stock, and %d more would pass the limit of %d."
                            .formatted(stock.units(), delta, Stock.LIMIT));
        }
    }
}
