package org.chasqui.benchmark;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;

/** One line for a plot. */
record Curve(String plot, String name, String xUnit, String yUnit, List<Point> points) {

    private static final double[] PERCENTILES = {
        0, 10, 20, 30, 40, 50, 60, 70, 75, 80, 85, 90, 92, 94, 95, 96, 97, 98, 99
    };

    record Point(double x, double y) {}

    /** The rates of successive seconds. */
    static Curve rates(String plot, String name, List<Double> rates) {
        var points = IntStream.range(0, rates.size())
                .mapToObj(i -> new Point(i + 1.0, rates.get(i)))
                .toList();
        return new Curve(plot, name, "s", "1/s", points);
    }

    static Curve percentiles(String plot, String name, Histogram micros) {
        var points = Arrays.stream(PERCENTILES)
                .mapToObj(percent -> new Point(percent, micros.getValueAtPercentile(percent) / 1e3))
                .toList();
        return new Curve(plot, name, "%", "ms", points);
    }
}
