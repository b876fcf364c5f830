package org.chasqui.products.commands.domain;

import org.chasqui.platform.SafeInteger;

/**
 * The price of one unit.
 *
 * @param minorUnits for example cents, 0 to {@link SafeInteger#MAX}
 */
public record Price(long minorUnits) {

    public Price {
        if (minorUnits < 0 || minorUnits > SafeInteger.MAX) {
            throw new IllegalArgumentException("A price cannot be %d".formatted(minorUnits));
        }
    }
}
