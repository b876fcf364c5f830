package org.chasqui.benchmark;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A quantity that was measured.
 *
 * @param better which values are
 * @param limit the same quantity without the shop, measured in turn with it
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

    /** A rate, which should be high. */
    static Figure rate(String name, List<Double> rounds, @Nullable Spread limit) {
        return new Figure(name, "1/s", Better.MORE, Spread.of(rounds), limit);
    }

    /** A quantity that should be small. */
    static Figure cost(String name, String unit, List<Double> rounds) {
        return new Figure(name, unit, Better.LESS, Spread.of(rounds), null);
    }

    /** Compares with a later run; a difference within the spread of the two does not count. */
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
