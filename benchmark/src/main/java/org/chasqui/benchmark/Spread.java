package org.chasqui.benchmark;

import java.util.List;

/** One quantity, measured in several rounds. */
record Spread(double median, double low, double high, List<Double> rounds) {

    static Spread of(List<Double> rounds) {
        var sorted = rounds.stream().sorted().toList();
        return new Spread(sorted.get(sorted.size() / 2), sorted.getFirst(), sorted.getLast(), rounds);
    }

    boolean overlaps(Spread other) {
        return low <= other.high && other.low <= high;
    }
}
