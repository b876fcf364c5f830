package org.chasqui.products.commands.domain;

import org.chasqui.platform.Refusal;

/** More units would be in stock than are ever counted. */
public final class StockLimitExceeded extends Refusal {

    StockLimitExceeded(Stock stock, long delta) {
        super(
                "stock-limit-exceeded",
                Kind.CONFLICT,
                "There are %d in stock, and %d more would pass the limit of %d."
                        .formatted(stock.units(), delta, Stock.LIMIT));
    }
}
