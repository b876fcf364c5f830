package org.chasqui.benchmark;

import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;

/** {@code bench [NAME…] [--orders NUMBER] [--json FILE] [--compare FILE] [--quick]}. */
public final class BenchCommand {

    private static final Path PAGE = Path.of("target", "benchmark.html");

    private final EnumSet<Measurement> chosen = EnumSet.noneOf(Measurement.class);
    private Plan plan = Plan.FULL;
    private Optional<String> orders = Optional.empty();
    private Optional<Path> json = Optional.empty();
    private Optional<Report> earlier = Optional.empty();

    private BenchCommand() {}

    public static void main(String[] arguments) throws IOException {
        if (arguments.length == 3 && arguments[0].equals("bare")) {
            BareHandler.serve(Integer.parseInt(arguments[1]), arguments[2]);
        } else {
            System.exit(run(List.of(arguments), new PrintStream(System.out, true, StandardCharsets.UTF_8)));
        }
    }

    /** Returns the exit code, which is 2 for invalid arguments. */
    static int run(List<String> arguments, PrintStream out) throws IOException {
        var command = new BenchCommand();
        try {
            command.parse(arguments);
        } catch (IllegalArgumentException e) {
            out.println(e.getMessage());
            return 2;
        }
        command.measure(out);
        return 0;
    }

    /** The JVM arguments that start this program again, in any directory. */
    static List<String> thisProgram() {
        var classPath = System.getProperty("java.class.path");
        return classPath.endsWith(".jar") && !classPath.contains(File.pathSeparator)
                ? List.of("-jar", Path.of(classPath).toAbsolutePath().toString())
                : List.of("-cp", classPath, BenchCommand.class.getName());
    }

    private void parse(List<String> arguments) {
        var left = new ArrayDeque<>(arguments);
        while (!left.isEmpty()) {
            var argument = left.removeFirst();
            switch (argument) {
                case "--quick" -> plan = Plan.QUICK;
                case "--orders" -> orders = Optional.of(value(argument, left, "a number"));
                case "--json" -> json = Optional.of(file(argument, left));
                case "--compare" -> earlier = Optional.of(Report.read(file(argument, left)));
                default -> chosen.add(Measurement.of(argument));
            }
        }
        orders.ifPresent(number -> plan = plan.withOrders(number));
        if (chosen.isEmpty()) {
            chosen.addAll(Measurement.OF_THE_SHOP);
        }
    }

    /** Resolves a path against the caller's directory, which may not be the one in which this program runs. */
    private static Path file(String option, ArrayDeque<String> left) {
        return Path.of(System.getProperty("chasqui.directory", "")).resolve(value(option, left, "a file"));
    }

    private static String value(String option, ArrayDeque<String> left, String what) {
        if (left.isEmpty()) {
            throw new IllegalArgumentException("%s needs %s.".formatted(option, what));
        }
        return left.removeFirst();
    }

    private void measure(PrintStream out) throws IOException {
        try (var bench = new Bench(plan, out)) {
            chosen.forEach(measurement -> measurement.run(bench));
            var report = bench.report();
            json.ifPresent(report::write);
            Files.createDirectories(PAGE.toAbsolutePath().getParent());
            Files.writeString(PAGE, new Page(report).html());
            out.printf("%n%s%n%s%nAs a page: %s%n", report.conditions(), report.table(), PAGE.toAbsolutePath());
            earlier.ifPresent(before -> out.printf("%n%s", report.comparedWith(before)));
        }
    }
}
