package org.chasqui.benchmark;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A measured quantity.
 *
 * @param better whether higher or lower values are better
 * @param limit the same quantity without the shop, measured in alternate rounds
 */
record Figure(
        String name,
        String unit,
        Better better,
        Spread measured,
        @Nullable Spread limit) {

    enum Better {
        MORE,
        LESS
    }

    /** A rate. Higher is better. */
    static Figure rate(String name, List<Double> rounds, @Nullable Spread limit) {
        return new Figure(name, "1/s", Better.MORE, Spread.of(rounds), limit);
    }

    /** A cost. Lower is better. */
    static Figure cost(String name, String unit, List<Double> rounds) {
        return new Figure(name, unit, Better.LESS, Spread.of(rounds), null);
    }

    /** Compares with a later run. A difference within the spread of the two does not count. */
    String changed(Figure after) {
        if (measured.rounds().size() == 1 && after.measured.rounds().size() == 1) {
            return "of one round each";
        }
        if (measured.overlaps(after.measured)) {
            return "within the spread";
        }
        return after.measured.median() > measured.median() == (better == Better.MORE) ? "better" : "worse";
    }
}
