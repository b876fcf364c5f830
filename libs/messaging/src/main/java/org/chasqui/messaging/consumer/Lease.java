package org.chasqui.messaging.consumer;

import java.time.Duration;

/**
 * Keeps the instances of a service from doing the same work at the same time. An optimisation only: two instances that
 * both believe they hold it waste work, and the compare-and-set on the offset lets one of them win.
 */
final class Lease {

    /** Renewals in the life of a lease, so that a late one does not lose it. */
    private static final int RENEWALS = 3;

    private final SubscriptionTable table;
    private final String owner;
    private final Duration ttl;
    private long renewedAt;
    private boolean held;

    Lease(SubscriptionTable table, String owner, Duration ttl) {
        this.table = table;
        this.owner = owner;
        this.ttl = ttl;
    }

    /** Takes or renews the lease where that is due. */
    State hold() {
        if (held && System.nanoTime() - renewedAt < ttl.dividedBy(RENEWALS).toNanos()) {
            return State.HELD;
        }
        var before = held;
        held = false; // why: if the database does not answer, the next pass must ask again
        held = table.lease(owner, ttl);
        renewedAt = System.nanoTime();
        if (!held) {
            return table.standing().isPaused() ? State.PAUSED : State.ELSEWHERE;
        }
        return before ? State.RENEWED : State.TAKEN;
    }

    /** Lets the next {@link #hold()} ask the database. */
    void doubt() {
        renewedAt = System.nanoTime() - ttl.toNanos();
    }

    void release() {
        if (held) {
            held = false;
            table.release(owner);
        }
    }

    enum State {
        HELD,
        /** Still held, and renewed in the database just now. */
        RENEWED,
        /** Held from now on; another instance may have held it until a moment ago. */
        TAKEN,
        ELSEWHERE,
        /** Held by nobody, because an operator has paused the subscription. */
        PAUSED;

        boolean isMine() {
            return this != ELSEWHERE && this != PAUSED;
        }
    }
}
