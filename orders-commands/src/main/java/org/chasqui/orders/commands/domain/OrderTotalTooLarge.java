package org.chasqui.orders.commands.domain;

import org.chasqui.platform.Refusal;

/** An order's total would be a number that clients cannot read exactly. */
public final class OrderTotalTooLarge extends Refusal {

    private static final long serialVersionUID = 1L;

    OrderTotalTooLarge(Money value, Quantity quantity) {
        super(
                "order-total-too-large",
                Kind.IMPOSSIBLE,
                "%d times a value of %d passes the limit of %d for an order's total."
                        .formatted(quantity.units(), value.minorUnits(), Money.MAX));
    }
}
