package org.chasqui.products.commands.domain;

/**
 * What one unit costs.
 *
 * @param minorUnits for example cents, 0 to {@link #MAX}
 */
public record Price(long minorUnits) {

    /** The greatest whole number that JSON readers keep exact, 2^53 - 1. */
    public static final long MAX = 9_007_199_254_740_991L;

    public Price {
        if (minorUnits < 0 || minorUnits > MAX) {
            throw new IllegalArgumentException("A price cannot be %d".formatted(minorUnits));
        }
    }
}
