package org.chasqui.orders.commands.domain;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;

/**
 * An amount that a client can read without loss.
 *
 * @param minorUnits for example cents, 0 to {@value #MAX}
 */
@Embeddable
public record Money(@Column(name = "value") long minorUnits) {

    /** The greatest whole number that JSON readers keep exact, 2^53 - 1 (RFC 8259, section 6). */
    public static final long MAX = 9_007_199_254_740_991L;

    public Money {
        if (minorUnits < 0 || minorUnits > MAX) {
            throw new IllegalArgumentException("An amount cannot be %d".formatted(minorUnits));
        }
    }

    /** @throws OrderTotalTooLarge if the result would pass {@link #MAX} */
    Money times(Quantity quantity) {
        // why a division: the product of the two may pass the range of a long, its limit divided cannot
        if (minorUnits > MAX / quantity.units()) {
            throw new OrderTotalTooLarge(this, quantity);
        }
        return new Money(minorUnits * quantity.units());
    }
}
