package org.chasqui.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTests {

    private static final Figure SLOW = Figure.rate("views", List.of(90.0, 100.0, 110.0), Spread.of(List.of(400.0)));

    @Test
    void staysTheSameWhenWrittenAndReadAgain(@TempDir Path directory) {
        var report = report(SLOW, Figure.cost("start", "s", List.of(9.5)));
        var file = directory.resolve("report.json");

        report.write(file);

        assertThat(Report.read(file)).isEqualTo(report);
    }

    @Test
    void showsTheLimitAndTheShareOfItThatTheShopReaches() {
        assertThat(report(SLOW).table()).containsPattern("views +100 1/s +90\\.0 +110 +400 +0\\.25");
    }

    @Test
    void callsADifferenceBetterOrWorseOnlyBeyondTheSpread() {
        assertThat(compared(SLOW, Figure.rate("views", List.of(109.0, 130.0, 140.0), null)))
                .containsPattern("views +100 1/s +130 +1\\.30 +within the spread");
        assertThat(compared(SLOW, Figure.rate("views", List.of(120.0, 130.0, 140.0), null)))
                .endsWith("better\n");
        assertThat(compared(SLOW, Figure.rate("views", List.of(60.0, 70.0, 80.0), null)))
                .endsWith("worse\n");
    }

    @Test
    void callsALowerCostBetter() {
        var seconds = Figure.cost("start", "s", List.of(18.0, 19.0));

        assertThat(compared(seconds, Figure.cost("start", "s", List.of(9.0, 10.0))))
                .endsWith("better\n");
    }

    @Test
    void isWarmWhenThreeSecondsReachNineTenthsOfTheFinalRate() {
        assertThat(Bench.secondsUntilWarm(List.of(10.0, 95.0, 60.0, 90.0, 100.0, 100.0), 100))
                .isEqualTo(3);
        assertThat(Bench.secondsUntilWarm(List.of(10.0, 20.0), 100)).isEqualTo(2);
    }

    @Test
    void refusesUnknownArguments() throws IOException {
        var output = new ByteArrayOutputStream();

        assertThat(BenchCommand.run(List.of("veiws"), new PrintStream(output))).isEqualTo(2);
        assertThat(output.toString()).contains("'veiws'", "views, orders");
    }

    @Test
    void refusesANumberOfOrdersThatCannotBeSpreadEvenly() throws IOException {
        var output = new ByteArrayOutputStream();

        assertThat(BenchCommand.run(List.of("views", "--orders", "1500"), new PrintStream(output)))
                .isEqualTo(2);
        assertThat(output.toString()).contains("'1500'", "1000");
    }

    private static Report report(Figure... figures) {
        return new Report(Map.of("date", "today"), List.of(figures), List.of());
    }

    private static String compared(Figure before, Figure after) {
        return report(after).comparedWith(report(before));
    }
}
