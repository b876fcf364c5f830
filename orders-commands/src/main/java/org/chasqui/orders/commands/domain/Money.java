package org.chasqui.orders.commands.domain;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import org.chasqui.platform.Refusal;
import org.chasqui.platform.SafeInteger;

/**
 * An amount that every client reads without loss.
 *
 * @param minorUnits for example cents, 0 to {@link SafeInteger#MAX}
 */
@Embeddable
public record Money(@Column(name = "value") long minorUnits) {

    public Money {
        if (minorUnits < 0 || minorUnits > SafeInteger.MAX) {
            throw new IllegalArgumentException("An amount cannot be %d".formatted(minorUnits));
        }
    }

    /** @throws OrderTotalTooLarge if the result would pass {@link SafeInteger#MAX} */
    Money times(Quantity quantity) {
        // why a division: the product of the two may pass the range of a long
        if (minorUnits > SafeInteger.MAX / quantity.units()) {
            throw new OrderTotalTooLarge(this, quantity);
        }
        return new Money(minorUnits * quantity.units());
    }

    /** An order's total would be a number that clients cannot read exactly. */
    public static final class OrderTotalTooLarge extends Refusal {

        private static final long serialVersionUID = 1L;

        OrderTotalTooLarge(Money value, Quantity quantity) {
            super(
                    "order-total-too-large",
                    Kind.IMPOSSIBLE,
                    "%d times a value of %d passes the limit of %d for an order's total."
                            .formatted(quantity.units(), value.minorUnits(), SafeInteger.MAX));
        }
    }
}
