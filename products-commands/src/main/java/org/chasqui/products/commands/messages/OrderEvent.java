package org.chasqui.products.commands.messages;

import java.util.Optional;
import org.chasqui.products.commands.domain.OrderDemand;

/** What stock needs to know of an order's state; the order itself decides nothing here. */
record OrderEvent(long id, long product, int quantity, String state, boolean cancelRequested) {

    /** What the order wants of the stock; empty if it has all that it will ever get. */
    Optional<OrderDemand> demand() {
        return wantsStock() || wantsRelease()
                ? Optional.of(new OrderDemand(id, product, quantity, cancelRequested))
                : Optional.empty();
    }

    private boolean wantsStock() {
        return !cancelRequested && state.equals("processing");
    }

    private boolean wantsRelease() {
        return cancelRequested && !state.equals("cancelled");
    }
}
