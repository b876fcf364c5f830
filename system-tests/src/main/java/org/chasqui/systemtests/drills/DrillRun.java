package org.chasqui.systemtests.drills;

import java.time.Duration;
import java.util.Random;
import org.chasqui.systemtests.load.Load;

/** Rounds of one scenario. Each begins with a shop that is at rest and open, and ends with one. */
public final class DrillRun {

    private static final Duration WARM_UP = Duration.ofMillis(700);

    private final Scenario scenario;
    private final Ground ground;
    private final Random random;
    private final Findings findings = new Findings();

    public DrillRun(Scenario scenario, Ground ground, long seed) {
        this.scenario = scenario;
        this.ground = ground;
        this.random = new Random(seed);
    }

    /** One round. What went wrong, also with the drill itself, is in the findings. */
    public Findings round() {
        long accepted = 0;
        try (var load = Load.on(ground.shop(), random.nextLong())) {
            load.goOnFor(WARM_UP);
            long requests = load.journal().requests();
            strike(load);
            load.goOnFor(WARM_UP);
            var journal = load.stop();
            accepted = journal.orders().size();
            require(journal.requests() > requests, "nobody asked for anything while it lasted");
            Audit.after(ground.shop(), ground.books(), journal, limit()).forEach(findings::violated);
        } catch (AssertionError | RuntimeException e) {
            findings.violated("the drill has failed: " + e);
            ground.heal();
        }
        require(accepted > 0, "no order was accepted");
        findings.endRound(accepted);
        return findings;
    }

    private void strike(Load load) {
        long faults = findings.faults();
        findings.begin();
        try {
            scenario.fault().strike(new Scene(ground, load, random, scenario.hold(), findings));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (Exception e) {
            throw new IllegalStateException(scenario + " could not be done", e);
        }
        findings.over();
        require(findings.faults() > faults, "the fault did not take place");
        ground.heal();
        Audit.serveNewcomer(ground.shop(), limit());
        findings.recovered();
    }

    /** What has piled up takes no longer to be dealt with than it took to pile up. */
    private Duration limit() {
        return Audit.RECOVERY.plus(scenario.hold());
    }

    private void require(boolean kept, String promise) {
        if (!kept) {
            findings.violated(promise);
        }
    }
}
