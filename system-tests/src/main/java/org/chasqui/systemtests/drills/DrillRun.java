package org.chasqui.systemtests.drills;

import java.time.Duration;
import java.util.Random;
import org.chasqui.systemtests.load.Load;

/** Rounds of one scenario. Each begins with a shop that is at rest and open, and ends with one. */
public final class DrillRun {

    private static final Duration WARM_UP = Duration.ofMillis(700);

    private final Scenario scenario;
    private final DrillEnvironment environment;
    private final Random random;
    private final DrillReport report = new DrillReport();

    public DrillRun(Scenario scenario, DrillEnvironment environment, long seed) {
        this.scenario = scenario;
        this.environment = environment;
        this.random = new Random(seed);
    }

    /** One round. What went wrong, also with the drill itself, is in the report. */
    public DrillReport round() {
        long accepted = 0;
        try (var load = Load.on(environment.shop(), random.nextLong())) {
            load.goOnFor(WARM_UP);
            long requests = load.journal().requests();
            inject(load);
            load.goOnFor(WARM_UP);
            var journal = load.stop();
            accepted = journal.orders().size();
            require(journal.requests() > requests, "nobody asked for anything while it lasted");
            Audit.after(environment.shop(), environment.invariants(), journal, limit())
                    .forEach(report::violated);
        } catch (AssertionError | RuntimeException e) {
            report.violated("the drill has failed: " + e);
            environment.heal();
        }
        require(accepted > 0, "no order was accepted");
        report.endRound(accepted);
        return report;
    }

    private void inject(Load load) {
        long faults = report.faults();
        report.begin();
        try {
            scenario.fault().inject(new DrillRound(environment, load, random, scenario.hold(), report));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (Exception e) {
            throw new IllegalStateException(scenario + " could not be done", e);
        }
        report.over();
        require(report.faults() > faults, "the fault did not take place");
        environment.heal();
        Audit.serveNewcomer(environment.shop(), limit());
        report.recovered();
    }

    /** What has piled up takes no longer to be dealt with than it took to pile up. */
    private Duration limit() {
        return Audit.RECOVERY.plus(scenario.hold());
    }

    private void require(boolean kept, String promise) {
        if (!kept) {
            report.violated(promise);
        }
    }
}
