package org.chasqui.peers;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.IntStream;

/** When each change was committed and when it was applied. */
final class Journal {

    private final long origin = System.nanoTime() - 1; // so that no time is 0, which stands for none
    private final AtomicLongArray committed;
    private final AtomicLongArray applied;
    private final AtomicLongArray newest;
    private final AtomicInteger appliedSoFar = new AtomicInteger();
    private final AtomicInteger overtakenSoFar = new AtomicInteger();

    /**
     * @param changes in the whole run
     * @param rows of the source
     */
    Journal(int changes, int rows) {
        committed = new AtomicLongArray(changes);
        applied = new AtomicLongArray(changes);
        newest = new AtomicLongArray(rows + 1);
    }

    /** Nanoseconds since some moment. */
    long now() {
        return System.nanoTime() - origin;
    }

    void committed(Change change) {
        committed.set(change.number(), now());
    }

    /** Notes a change that has been applied. One that comes again does not count. */
    void applied(Change change) {
        if (applied.compareAndSet(change.number(), 0, now())) {
            if (newest.accumulateAndGet((int) change.id(), change.version(), Math::max) != change.version()) {
                overtakenSoFar.incrementAndGet();
            }
            appliedSoFar.incrementAndGet();
        }
    }

    int appliedSoFar() {
        return appliedSoFar.get();
    }

    /** The changes that were applied after a later one of the same row. */
    int overtakenSoFar() {
        return overtakenSoFar.get();
    }

    /** Changes a second from the start until the last of these was committed. */
    double committedPerSecond(long start, int from, int to) {
        return perSecond(committed, start, from, to);
    }

    /** Changes a second from the start until the last of these was applied. */
    double appliedPerSecond(long start, int from, int to) {
        return perSecond(applied, start, from, to);
    }

    /** The milliseconds from the commit of a change until it was applied that a percentage of these does not exceed. */
    double lag(int percent, int from, int to) {
        // why not below 0: the subscriber may note its commit before the writer does
        var lags = IntStream.range(from, to)
                .mapToLong(number -> Math.max(0, applied.get(number) - committed.get(number)))
                .toArray();
        Arrays.sort(lags);
        return lags[Math.ceilDiv(lags.length * percent, 100) - 1] / 1e6;
    }

    private static double perSecond(AtomicLongArray times, long start, int from, int to) {
        long last = IntStream.range(from, to).mapToLong(times::get).max().orElse(start);
        return (to - from) * 1e9 / (last - start);
    }
}
