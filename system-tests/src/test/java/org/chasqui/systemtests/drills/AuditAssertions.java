package org.chasqui.systemtests.drills;

import static org.assertj.core.api.Assertions.assertThat;

import org.chasqui.systemtests.invariants.Invariants;
import org.chasqui.systemtests.load.Journal;
import org.chasqui.systemtests.shop.Shop;

/** Asserts what must be true after any drill. */
final class AuditAssertions {

    private AuditAssertions() {}

    /** Asserts that every accepted order is decided and shown, the replicas equal their sources, no stock is lost, and the shop is open. */
    static void assertNothingIsLost(Shop shop, Invariants invariants, Journal journal) {
        System.out.println("System tests: the customers' requests ended with " + journal.outcomes());
        assertThat(Audit.after(shop, invariants, journal, Audit.RECOVERY)).isEmpty();
    }
}
