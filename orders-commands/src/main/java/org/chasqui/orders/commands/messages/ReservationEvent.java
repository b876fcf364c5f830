package org.chasqui.orders.commands.messages;

import java.util.Objects;
import org.chasqui.orders.commands.domain.StockDecision;
import org.jspecify.annotations.Nullable;

/**
 * What an order needs to know of its reservation.
 *
 * @param order id of the order that it is for
 * @param reason why it was refused
 */
record ReservationEvent(long order, String state, @Nullable String reason) {

    StockDecision decision() {
        return switch (state) {
            case "reserved" -> StockDecision.reserved();
            case "refused" -> StockDecision.refused(Objects.requireNonNull(reason, "A refusal says why"));
            case "released" -> StockDecision.released();
            default -> throw new IllegalArgumentException("A reservation cannot be " + state);
        };
    }
}
