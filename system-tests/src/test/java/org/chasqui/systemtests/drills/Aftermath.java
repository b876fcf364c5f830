package org.chasqui.systemtests.drills;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.chasqui.systemtests.books.Books;
import org.chasqui.systemtests.load.Journal;

/** What must be true when a drill is over, whatever it was. */
final class Aftermath {

    /** Growing pauses between attempts may have reached ten seconds, and a lease five, when the fault ends. */
    private static final Duration RECOVERY = Duration.ofSeconds(90);

    private Aftermath() {}

    /** Everything that was accepted is decided and shown, the replicas equal their sources, and no stock is lost. */
    static void assertNothingIsLost(Books books, Journal journal) {
        System.out.println("System tests: the customers met " + journal.outcomes());
        books.settleWithin(RECOVERY);
        assertThat(books.violations()).isEmpty();
        assertThat(books.brokenPromises(journal)).isEmpty();
        assertThat(journal.outcomes().keySet())
                .as("no fault is an internal error to a customer")
                .noneMatch(outcome -> outcome.endsWith(" 500"));
    }
}
