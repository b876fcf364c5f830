package org.chasqui.benchmark;

import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** Renders a report as one HTML file with plots, which needs no network. */
record Page(Report report) {

    private static final int WIDTH = 640;
    private static final int HEIGHT = 240;
    private static final int MARGIN = 60;
    private static final List<String> COLOURS = List.of("#1b6ca8", "#c0392b", "#2e8b57", "#8e44ad", "#d68910");

    String html() {
        var plots = report.curves().stream()
                .collect(Collectors.groupingBy(Curve::plot, TreeMap::new, Collectors.toList()))
                .values()
                .stream()
                .map(Page::plot)
                .collect(Collectors.joining());
        return """
                <!doctype html><html lang="en"><meta charset="utf-8"><title>Chasqui: benchmark</title>
                <style>body{font:15px sans-serif;max-width:60em;margin:2em auto} text{font:11px sans-serif}</style>
                <h1>Benchmark</h1><pre>%s</pre><pre>%s</pre>%s</html>
                """.formatted(conditions(), escaped(report.table()), plots);
    }

    private String conditions() {
        return report.conditions().entrySet().stream()
                .map(entry -> escaped(entry.getKey() + ": " + entry.getValue()))
                .collect(Collectors.joining("\n"));
    }

    private static String plot(List<Curve> curves) {
        var first = curves.getFirst();
        double right = greatest(curves, Curve.Point::x);
        double top = greatest(curves, Curve.Point::y);
        var svg = new StringBuilder("<h2>%s</h2><svg viewBox=\"0 0 %d %d\" width=\"%d\">"
                .formatted(escaped(first.plot()), WIDTH + 3 * MARGIN, HEIGHT + MARGIN, WIDTH + 3 * MARGIN));
        for (int tick = 0; tick <= 4; tick++) {
            double x = MARGIN + WIDTH * tick / 4.0;
            double y = HEIGHT - (HEIGHT - 20) * tick / 4.0;
            svg.append(line("#ddd", MARGIN, y, MARGIN + WIDTH, y))
                    .append(text(x, HEIGHT + 18, Report.number(right * tick / 4) + " " + first.xUnit()))
                    .append(text(2, y, Report.number(top * tick / 4) + " " + first.yUnit()));
        }
        for (int i = 0; i < curves.size(); i++) {
            var colour = COLOURS.get(i % COLOURS.size());
            var points = curves.get(i).points().stream()
                    .map(point ->
                            coordinates(MARGIN + WIDTH * point.x() / right, HEIGHT - (HEIGHT - 20) * point.y() / top))
                    .collect(Collectors.joining(" "));
            svg.append("<polyline fill=\"none\" stroke=\"%s\" stroke-width=\"2\" points=\"%s\"/>"
                            .formatted(colour, points))
                    .append(line(colour, WIDTH + MARGIN + 5, 20 + 16 * i, WIDTH + MARGIN + 20, 20 + 16 * i))
                    .append(text(WIDTH + MARGIN + 24, 24 + 16 * i, curves.get(i).name()));
        }
        return svg.append("</svg>").toString();
    }

    private static double greatest(List<Curve> curves, ToDoubleFunction<Curve.Point> axis) {
        return curves.stream()
                .flatMap(curve -> curve.points().stream())
                .mapToDouble(axis)
                .max()
                .orElse(1);
    }

    private static String line(String colour, double x1, double y1, double x2, double y2) {
        return "<polyline stroke=\"%s\" points=\"%s %s\"/>".formatted(colour, coordinates(x1, y1), coordinates(x2, y2));
    }

    private static String text(double x, double y, String text) {
        return String.format(Locale.ROOT, "<text x=\"%.1f\" y=\"%.1f\">%s</text>", x, y, escaped(text));
    }

    private static String coordinates(double x, double y) {
        return String.format(Locale.ROOT, "%.1f,%.1f", x, y);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;");
    }
}
