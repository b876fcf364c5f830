package org.chasqui.platform.worker;

import java.time.Duration;

/**
 * Pauses that double with each failure in a row.
 *
 * @param shortest the first pause
 * @param longest where they stop growing
 */
public record Backoff(Duration shortest, Duration longest) {

    private static final int MOST_DOUBLINGS = 20;

    /** @param failures in a row so far, from 1 */
    public Duration after(int failures) {
        var pause = shortest.multipliedBy(1L << Math.min(failures - 1, MOST_DOUBLINGS));
        return pause.compareTo(longest) > 0 ? longest : pause;
    }
}
