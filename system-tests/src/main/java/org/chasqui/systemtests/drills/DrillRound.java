package org.chasqui.systemtests.drills;

import java.time.Duration;
import java.util.Random;
import org.chasqui.systemtests.invariants.Invariants;
import org.chasqui.systemtests.load.Load;
import org.chasqui.systemtests.processes.ShopProcesses;
import org.chasqui.systemtests.shop.Shop;

/**
 * One round of a drill: what a fault has at hand, and where it writes down what it did.
 *
 * @param hold how long the fault shall last
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

    /** Lets the customers go on for as long as the fault shall last. */
    public void holdFault() {
        load.goOnFor(hold);
    }

    /** From now on the way back is measured, and not only from the return of the fault. */
    public void over() {
        report.over();
    }

    /** Writes down what shows that the fault took place. */
    public void count(String what, long times) {
        report.count(what, times);
    }

    /** Writes down a figure, in the place of an earlier one of that name. */
    public void measure(String what, String figure) {
        report.measure(what, figure);
    }

    /** Writes down a promise that does not hold. */
    public void require(boolean kept, String promise) {
        if (!kept) {
            report.violated(promise);
        }
    }
}
