package org.chasqui.products.commands.domain;

import org.chasqui.platform.Refusal;

/** More units would be taken away than there are. */
public final class InsufficientStock extends Refusal {

    InsufficientStock(Stock stock, long delta) {
        super(
                "insufficient-stock",
                Kind.CONFLICT,
                "There are %d in stock, so %d cannot be taken away.".formatted(stock.units(), -delta));
    }
}
