package org.chasqui.orders.commands.domain;

import org.jspecify.annotations.Nullable;

/**
 * The decision about the stock that an order asked for. Another service decides; an order only applies it.
 *
 * @param reason why the order gets nothing; null unless it is refused
 */
public record StockDecision(Outcome outcome, @Nullable String reason) {

    /** The units that the order has after the decision. */
    public enum Outcome {
        /** All that it asked for. */
        RESERVED,
        /** Nothing, and nothing to come. */
        REFUSED,
        /** Nothing, since it was cancelled: what it had is back in stock. */
        RELEASED
    }

    public StockDecision {
        if ((outcome == Outcome.REFUSED) != (reason != null)) {
            throw new IllegalArgumentException(
                    "Only a refusal has a reason, and it has one: %s, %s".formatted(outcome, reason));
        }
    }

    public static StockDecision reserved() {
        return new StockDecision(Outcome.RESERVED, null);
    }

    public static StockDecision refused(String reason) {
        return new StockDecision(Outcome.REFUSED, reason);
    }

    public static StockDecision released() {
        return new StockDecision(Outcome.RELEASED, null);
    }
}
