package org.chasqui.peers;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class JournalTests {

    private final Journal journal = new Journal(4, 2);

    @Test
    void countsAChangeOnceHoweverOftenItComes() {
        journal.applied(new Change(1, 1, 0));
        journal.applied(new Change(1, 1, 0));

        assertThat(journal.appliedSoFar()).isOne();
        assertThat(journal.overtakenSoFar()).isZero();
    }

    @Test
    void countsAChangeThatComesAfterALaterOneOfItsRow() {
        journal.applied(new Change(1, 2, 1));
        journal.applied(new Change(2, 1, 2));
        journal.applied(new Change(1, 1, 0));

        assertThat(journal.appliedSoFar()).isEqualTo(3);
        assertThat(journal.overtakenSoFar()).isOne();
    }

    @Test
    void tellsRatesAndLagsOfARange() {
        for (int number = 0; number < 4; number++) {
            journal.committed(new Change(1, number + 1, number));
        }
        long start = journal.now();
        for (int number = 0; number < 4; number++) {
            journal.applied(new Change(1, number + 1, number));
        }

        assertThat(journal.lag(50, 0, 4)).isPositive().isLessThanOrEqualTo(journal.lag(99, 0, 4));
        assertThat(journal.appliedPerSecond(start, 2, 4)).isPositive();
    }

    @Test
    void hasNoLagWhereTheSubscriberNotesItsCommitFirst() {
        journal.applied(new Change(1, 1, 0));
        journal.committed(new Change(1, 1, 0));

        assertThat(journal.lag(50, 0, 1)).isZero();
    }
}
