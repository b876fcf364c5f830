package org.chasqui.systemtests.drills;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/** {@code drill NAME… [--old DIR] [--for 30m] [--hold 10m] [--seed N]}: runs drills on private shops and prints the results. */
public final class DrillCommand {

    private static final String ROW = "%-20s %6s %8s %6s %9s %9s  %s%n";

    private final PrintStream out;
    private final List<Scenario> scenarios = new ArrayList<>();
    private Duration time = Duration.ZERO;
    private long seed = ThreadLocalRandom.current().nextLong(1_000_000);

    private DrillCommand(PrintStream out) {
        this.out = out;
    }

    /**
     * @param arguments the arguments after {@code drill}
     * @return whether all promises were kept
     */
    public static boolean run(List<String> arguments, PrintStream out) {
        var command = new DrillCommand(out);
        try {
            command.parse(arguments);
        } catch (IllegalArgumentException e) {
            out.println(e.getMessage());
            return false;
        }
        return command.scenarios.isEmpty() ? command.list() : command.drill();
    }

    private void parse(List<String> arguments) {
        var rest = arguments.iterator();
        Duration hold = null;
        while (rest.hasNext()) {
            var argument = rest.next();
            switch (argument) {
                case "--list" -> {}
                case "--old" ->
                    scenarios.add(Scenarios.twoReleases(
                            Path.of(rest.hasNext() ? rest.next() : "").toAbsolutePath()));
                case "--for" -> time = duration(argument, rest.hasNext() ? rest.next() : "");
                case "--hold" -> hold = duration(argument, rest.hasNext() ? rest.next() : "");
                case "--seed" -> seed = Long.parseLong(rest.hasNext() ? rest.next() : "");
                case "all" -> scenarios.addAll(Scenarios.all());
                default ->
                    scenarios.add(Scenarios.named(argument)
                            .orElseThrow(() -> new IllegalArgumentException(
                                    "There is no drill '%s'. ./chasqui drill --list shows them all."
                                            .formatted(argument))));
            }
        }
        if (hold != null) {
            var chosen = hold;
            scenarios.replaceAll(scenario -> scenario.lasting(chosen));
        }
    }

    private static Duration duration(String flag, String text) {
        try {
            return Duration.parse("PT" + text.toUpperCase(Locale.ROOT));
        } catch (RuntimeException e) {
            throw new IllegalArgumentException(
                    "%s needs a time such as 90s, 30m or 1h, not '%s'.".formatted(flag, text));
        }
    }

    private boolean list() {
        Scenarios.all().forEach(scenario -> out.printf("  %-20s %s%n", scenario.name(), scenario.sentence()));
        out.printf("  %-20s %s%n", "--old DIR", "run the older release that is built in DIR beside this one");
        return true;
    }

    private boolean drill() {
        out.println("seed " + seed);
        var results = new LinkedHashMap<Scenario, DrillReport>();
        for (var kind : EnvironmentKind.values()) {
            var here = scenarios.stream()
                    .filter(scenario -> scenario.environment() == kind)
                    .toList();
            if (kind == EnvironmentKind.SMALL_DISK && !here.isEmpty() && !SmallDisk.isPossible()) {
                out.println("skipped, since only root may mount a file system: " + here);
            } else if (!here.isEmpty()) {
                drillOn(kind, here, results);
            }
        }
        return table(results);
    }

    private void drillOn(EnvironmentKind kind, List<Scenario> here, Map<Scenario, DrillReport> results) {
        out.println("starting a private shop (" + kind.name().toLowerCase(Locale.ROOT) + ")");
        try (var environment = kind.open(Path.of("target", "drill-shop"))) {
            here.forEach(scenario -> results.put(scenario, drill(scenario, environment)));
        }
    }

    private DrillReport drill(Scenario scenario, DrillEnvironment environment) {
        long start = System.nanoTime();
        var run = new DrillRun(scenario, environment, seed);
        int told = 0;
        DrillReport report;
        do {
            report = run.round();
            out.printf(
                    "%s  %s, round %d: %d orders, %s; recovered in %.1f s at most%n",
                    clock(System.nanoTime() - start),
                    scenario.name(),
                    report.rounds(),
                    report.accepted(),
                    report.details(),
                    seconds(report.longestRecovery()));
            report.violations().stream().skip(told).forEach(violation -> out.println("        VIOLATED " + violation));
            told = report.violations().size();
        } while (System.nanoTime() - start < time.toNanos());
        return report;
    }

    private boolean table(Map<Scenario, DrillReport> results) {
        out.println();
        out.printf(ROW, "drill", "rounds", "orders", "broken", "median s", "longest s", "faults");
        results.forEach((scenario, report) -> out.printf(
                ROW,
                scenario.name(),
                report.rounds(),
                report.accepted(),
                report.violations().size(),
                "%.1f".formatted(seconds(report.medianRecovery())),
                "%.1f".formatted(seconds(report.longestRecovery())),
                report.details()));
        return results.values().stream().allMatch(report -> report.violations().isEmpty());
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }

    private static String clock(long nanos) {
        long seconds = nanos / 1_000_000_000;
        return "%3d:%02d".formatted(seconds / 60, seconds % 60);
    }
}
