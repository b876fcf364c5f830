package org.chasqui.products.commands.messages;

import static org.chasqui.products.commands.domain.OrderDemand.Claim.GIVEN_UP;
import static org.chasqui.products.commands.domain.OrderDemand.Claim.OPEN;
import static org.chasqui.products.commands.domain.OrderDemand.Claim.PROMISED;

import java.util.Objects;
import java.util.Optional;
import org.chasqui.products.commands.domain.OrderDemand;
import org.chasqui.products.commands.domain.Reservation;
import org.jspecify.annotations.Nullable;

/**
 * What stock needs to know of an order's state; the order itself decides nothing here.
 *
 * @param reason why it failed; null in every other state
 */
record OrderEvent(
        long id,
        long product,
        int quantity,
        String state,
        boolean cancelRequested,
        @Nullable String reason) {

    /** What the order wants of the stock; empty if its state is one of a newer release. */
    Optional<OrderDemand> demand() {
        return switch (state) {
            case "processing" -> demand(cancelRequested ? GIVEN_UP : OPEN);
            case "completed" -> demand(cancelRequested ? GIVEN_UP : PROMISED);
            case "cancelled" -> demand(GIVEN_UP);
            case "failed" -> Optional.of(OrderDemand.refused(id, product, quantity, refusal()));
            default -> Optional.empty();
        };
    }

    private Optional<OrderDemand> demand(OrderDemand.Claim claim) {
        return Optional.of(OrderDemand.of(id, product, quantity, claim));
    }

    private Reservation.Reason refusal() {
        return Reservation.Reason.of(Objects.requireNonNull(reason, "A failed order says why"));
    }
}
