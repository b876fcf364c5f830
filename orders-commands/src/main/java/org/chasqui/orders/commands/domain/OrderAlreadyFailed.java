package org.chasqui.orders.commands.domain;

import org.chasqui.platform.Refusal;

/** An order that failed holds nothing that a cancel could give back. */
public final class OrderAlreadyFailed extends Refusal {

    private static final long serialVersionUID = 1L;

    OrderAlreadyFailed(long id) {
        super(
                "order-already-failed",
                Kind.CONFLICT,
                "The order %d has failed, so it cannot be cancelled.".formatted(id));
    }
}
