package org.chasqui.systemtests.drills;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The results of a drill over all its rounds so far. */
public final class DrillReport {

    private final Map<String, Long> faults = new LinkedHashMap<>();
    private final Map<String, String> figures = new LinkedHashMap<>();
    private final List<String> violations = new ArrayList<>();
    private final List<Duration> recoveries = new ArrayList<>();
    private boolean over;
    private long end;
    private long accepted;
    private int rounds;

    synchronized void count(String what, long times) {
        faults.merge(what, times, Long::sum);
    }

    synchronized void measure(String what, String figure) {
        figures.put(what, figure);
    }

    synchronized void violated(String promise) {
        violations.add("round %d: %s".formatted(rounds + 1, promise));
    }

    synchronized void begin() {
        over = false;
    }

    /** Records the end of the fault, unless it has already been recorded. */
    synchronized void faultEnded() {
        if (!over) {
            over = true;
            end = System.nanoTime();
        }
    }

    synchronized void recovered() {
        recoveries.add(Duration.ofNanos(System.nanoTime() - end));
    }

    synchronized void endRound(long ordersAccepted) {
        rounds++;
        accepted += ordersAccepted;
    }

    public synchronized int rounds() {
        return rounds;
    }

    /** The total number of counted effects of the fault. */
    public synchronized long faults() {
        return faults.values().stream().mapToLong(Long::longValue).sum();
    }

    public synchronized long accepted() {
        return accepted;
    }

    public synchronized List<String> violations() {
        return List.copyOf(violations);
    }

    /** The median time of recovery. */
    public synchronized Duration medianRecovery() {
        var sorted = recoveries.stream().sorted().toList();
        return sorted.isEmpty() ? Duration.ZERO : sorted.get((sorted.size() - 1) / 2);
    }

    public synchronized Duration longestRecovery() {
        return recoveries.isEmpty() ? Duration.ZERO : Collections.max(recoveries);
    }

    /** The counted effects, and the measurements other than the recovery. */
    public synchronized String details() {
        var done = faults.entrySet().stream().map(entry -> entry.getValue() + " " + entry.getKey());
        var measured = figures.entrySet().stream().map(entry -> entry.getKey() + " " + entry.getValue());
        return Stream.concat(done, measured).collect(Collectors.joining(", "));
    }
}
