package org.chasqui.systemtests.figures;

import java.util.Arrays;
import java.util.List;

/** Durations, all kept: percentiles are exact. Not safe for use by several threads. */
final class Latencies {

    private long[] nanos = new long[1024];
    private int count;

    static Latencies merged(List<Latencies> parts) {
        var all = new Latencies();
        all.nanos = parts.stream()
                .flatMapToLong(part -> Arrays.stream(part.nanos, 0, part.count))
                .toArray();
        all.count = all.nanos.length;
        return all;
    }

    void add(long duration) {
        if (count == nanos.length) {
            nanos = Arrays.copyOf(nanos, count * 2);
        }
        nanos[count++] = duration;
    }

    int count() {
        return count;
    }

    /** @param percent 1 to 100; the shortest duration that so many per cent do not exceed */
    double millis(int percent) {
        var sorted = Arrays.copyOf(nanos, count);
        Arrays.sort(sorted);
        return sorted[Math.max(0, (int) Math.ceil(count * percent / 100.0) - 1)] / 1e6;
    }

    @Override
    public String toString() {
        return "p50 %.2f ms, p95 %.2f ms, p99 %.2f ms, slowest %.2f ms"
                .formatted(millis(50), millis(95), millis(99), millis(100));
    }
}
