package org.chasqui.systemtests.drills;

import java.time.Duration;
import java.util.Random;
import org.chasqui.systemtests.load.Load;

/** Runs rounds of one scenario. The shop is at rest and open before and after each round. */
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

    /** Runs one round. The report contains all failures, including those of the drill itself. */
    public DrillReport round() {
        long accepted = 0;
        try (var load =
                Load.on(environment.shop(), random.nextLong(), scenario.fault().mostLines())) {
            load.runFor(WARM_UP);
            long requests = load.journal().requests();
            inject(load);
            load.runFor(WARM_UP);
            var journal = load.stop();
            accepted = journal.orders().size();
            require(journal.requests() > requests, "no request ended during the fault");
            Audit.after(environment.shop(), environment.invariants(), journal, limit())
                    .forEach(report::violated);
        } catch (AssertionError | RuntimeException e) {
            report.violated("the drill has failed: " + e);
            environment.endDisturbances();
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
            throw new IllegalStateException(scenario + " could not be injected", e);
        }
        report.faultEnded();
        require(report.faults() > faults, "the fault did not take place");
        environment.endDisturbances();
        Audit.serveNewCustomer(environment.shop(), limit());
        report.recovered();
    }

    /** Working off a backlog takes no longer than the fault that caused it. */
    private Duration limit() {
        return Audit.RECOVERY.plus(scenario.hold());
    }

    private void require(boolean kept, String promise) {
        if (!kept) {
            report.violated(promise);
        }
    }
}
