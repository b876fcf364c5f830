package org.chasqui.http.waiting;

import java.time.Duration;

/**
 * A moment to come.
 *
 * @param nanoTime by the clock of {@link System#nanoTime()}
 */
public record Deadline(long nanoTime) {

    public static Deadline in(Duration time) {
        return new Deadline(System.nanoTime() + time.toNanos());
    }

    /** Time that is left, zero or less if there is none. */
    public Duration left() {
        return Duration.ofNanos(nanoTime - System.nanoTime());
    }
}
