package org.chasqui.benchmark;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/**
 * The figures of one run.
 *
 * @param conditions conditions of the run: machine, commit, load average before the start
 */
record Report(Map<String, String> conditions, List<Figure> figures, List<Curve> curves) {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    static Report read(Path file) {
        return JSON.readValue(file.toFile(), Report.class);
    }

    void write(Path file) {
        JSON.writerWithDefaultPrettyPrinter().writeValue(file.toFile(), this);
    }

    String table() {
        var table = new StringBuilder(row("", "median", "lowest", "highest", "limit", "of it"));
        for (var figure : figures) {
            var measured = figure.measured();
            var limit = Optional.ofNullable(figure.limit()).map(Spread::median);
            table.append(row(
                    figure.name(),
                    number(measured.median()) + " " + figure.unit(),
                    number(measured.low()),
                    number(measured.high()),
                    limit.map(Report::number).orElse(""),
                    limit.map(most -> number(measured.median() / most)).orElse("")));
        }
        return table.toString();
    }

    /** A table that compares this run with an earlier one. */
    String comparedWith(Report before) {
        var table = new StringBuilder("before: " + before.conditions + "\n")
                .append(row("", "before", "after", "ratio", "", "the difference is"));
        for (var figure : figures) {
            before.figure(figure.name())
                    .ifPresent(earlier -> table.append(row(
                            figure.name(),
                            number(earlier.measured().median()) + " " + figure.unit(),
                            number(figure.measured().median()),
                            number(figure.measured().median()
                                    / earlier.measured().median()),
                            "",
                            earlier.changed(figure))));
        }
        return table.toString();
    }

    Optional<Figure> figure(String name) {
        return figures.stream().filter(figure -> figure.name().equals(name)).findFirst();
    }

    /** Formats a value with about three significant digits. */
    static String number(double value) {
        var format = value >= 100 ? "%,.0f" : value >= 10 ? "%.1f" : "%.2f";
        return String.format(Locale.ROOT, format, value);
    }

    private static String row(String... cells) {
        return "%-24s %14s %10s %10s %10s  %s".formatted((Object[]) cells).stripTrailing() + "\n";
    }
}
