package org.chasqui.systemtests.drills;

import java.time.Duration;
import java.util.Random;
import org.chasqui.systemtests.invariants.Invariants;
import org.chasqui.systemtests.load.Load;
import org.chasqui.systemtests.processes.ShopProcesses;
import org.chasqui.systemtests.shop.Shop;

/**
 * One round of a drill. It gives a fault access to the shop and records its effects.
 *
 * @param hold how long the fault should last
 */
public record DrillRound(DrillEnvironment environment, Load load, Random random, Duration hold, DrillReport report) {

    public ShopProcesses processes() {
        return environment.processes();
    }

    public Shop shop() {
        return environment.shop();
    }

    public Invariants invariants() {
        return environment.invariants();
    }

    /** Waits while the load runs, for as long as the fault should last. */
    public void sustainFault() {
        load.runFor(hold);
    }

    /** Starts to measure the recovery now. Otherwise it is measured from when the fault's method returns. */
    public void faultEnded() {
        report.faultEnded();
    }

    /** Counts an effect, which shows that the fault took place. */
    public void count(String what, long times) {
        report.count(what, times);
    }

    /** Records a figure and replaces an earlier one of that name. */
    public void measure(String what, String figure) {
        report.measure(what, figure);
    }

    /** Records a violation if a promise was not kept. */
    public void require(boolean kept, String promise) {
        if (!kept) {
            report.violated(promise);
        }
    }
}
