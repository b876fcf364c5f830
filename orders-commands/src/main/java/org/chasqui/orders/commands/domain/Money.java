package org.chasqui.orders.commands.domain;

import org.chasqui.platform.Refusal;
import org.chasqui.platform.SafeInteger;

/**
 * An amount that every client reads without loss.
 *
 * @param minorUnits for example cents, 0 to {@link SafeInteger#MAX}
 */
public record Money(long minorUnits) {

    static final Money NONE = new Money(0);

    public Money {
        if (minorUnits < 0 || minorUnits > SafeInteger.MAX) {
            throw new IllegalArgumentException("An amount cannot be %d".formatted(minorUnits));
        }
    }

    /** @throws OrderTotalTooLarge if the result would pass {@link SafeInteger#MAX} */
    Money times(Quantity quantity) {
        // why a division: the product of the two may pass the range of a long
        if (minorUnits > SafeInteger.MAX / quantity.units()) {
            throw new OrderTotalTooLarge("%d times a value of %d passes".formatted(quantity.units(), minorUnits));
        }
        return new Money(minorUnits * quantity.units());
    }

    /** @throws OrderTotalTooLarge if the result would pass {@link SafeInteger#MAX} */
    Money plus(Money other) {
        if (minorUnits > SafeInteger.MAX - other.minorUnits) {
            throw new OrderTotalTooLarge("The lines together pass");
        }
        return new Money(minorUnits + other.minorUnits);
    }

    /** An order's total would be a number that clients cannot read exactly. */
    public static final class OrderTotalTooLarge extends Refusal {

        private static final long serialVersionUID = 1L;

        OrderTotalTooLarge(String excess) {
            super(
                    "order-total-too-large",
                    Kind.IMPOSSIBLE,
                    "%s the limit of %d for an order's total.".formatted(excess, SafeInteger.MAX));
        }
    }
}
