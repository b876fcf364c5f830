package org.chasqui.systemtests.drills;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.Stream;
import org.chasqui.systemtests.Drill;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs one short round of each quick drill; {@code ./chasqui drill} runs more and longer ones. */
@Drill
class DrillsIT {

    private static final long SEED = 17;

    private final DrillEnvironment environment;

    DrillsIT(DrillEnvironment environment) {
        this.environment = environment;
    }

    static Stream<Scenario> scenarios() {
        return Stream.of(
                lasting("kill-all", 0),
                lasting("oversell", 0),
                lasting("stop-in-transaction", 12),
                lasting("postgres-crash", 0),
                lasting("postgres-sessions", 2),
                lasting("postgres-cut", 2),
                lasting("redis-flush", 3),
                lasting("redis-away", 3),
                lasting("redis-misconf", 3),
                lasting("redis-cut", 2));
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void theShopKeepsItsPromisesAndAcceptsOrdersAfterwards(Scenario scenario) {
        var report = new DrillRun(scenario, environment, SEED).round();

        System.out.printf(
                "System tests: %s: %s; recovered in %.1f s%n",
                scenario, report.details(), report.longestRecovery().toMillis() / 1e3);
        assertThat(report.violations()).isEmpty();
    }

    private static Scenario lasting(String name, int seconds) {
        return Scenarios.named(name).orElseThrow().lasting(Duration.ofSeconds(seconds));
    }
}
