package org.chasqui.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs the measurements for a second or two. It checks that they run, not their figures. It leaves out {@code security} and {@code tracing},
 * which measure views and orders once more, in further shops.
 */
class BenchmarkIT {

    @Test
    void measuresAndReportsEverything(@TempDir Path directory) throws Exception {
        var missing = Stream.of("wrk", "pgbench")
                .filter(program -> !isInstalled(program))
                .toList();
        assumeTrue(missing.isEmpty(), () -> "the benchmark is skipped because these programs are missing: " + missing);
        var json = directory.resolve("figures.json");
        var output = new ByteArrayOutputStream();

        int result = BenchCommand.run(
                List.of(
                        "start",
                        "views",
                        "orders",
                        "lines",
                        "sustained",
                        "latency",
                        "memory",
                        "behind",
                        "--quick",
                        "--json",
                        json.toString()),
                new PrintStream(output, true, StandardCharsets.UTF_8));

        assertThat(result).as(output::toString).isZero();
        assertThat(Report.read(json).figures())
                .extracting(Figure::name)
                .contains("start", "views.cached", "views.uncached", "views.lists", "orders", "orders.warm-up", "lines")
                .contains("sustained", "sustained.half.lag.p99", "latency.single.p50", "latency.at50.p99", "memory")
                .contains("behind", "rebuild");
        assertThat(Report.read(json).figures())
                .filteredOn(figure -> figure.limit() != null)
                .allSatisfy(figure -> assertThat(figure.limit().low()).isPositive());
        assertThat(Files.readString(Path.of("target", "benchmark.html"))).contains("<svg", "sustained", "polyline");
    }

    private static boolean isInstalled(String program) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
    }
}
