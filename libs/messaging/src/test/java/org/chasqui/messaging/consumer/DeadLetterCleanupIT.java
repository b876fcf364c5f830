package org.chasqui.messaging.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.chasqui.messaging.RetentionSettings;
import org.chasqui.messaging.fixtures.MessagingFixture;
import org.chasqui.platform.worker.Worker.Pass;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DeadLetterCleanupIT {

    private static final MessagingFixture fixture = MessagingFixture.open();

    private static final RetentionSettings TWO_AT_ONCE =
            new RetentionSettings(Duration.ofDays(7), Duration.ofDays(30), Duration.ofMinutes(10), 2);

    @BeforeEach
    void empty() {
        fixture.reset();
    }

    @AfterAll
    static void close() {
        fixture.close();
    }

    @Test
    void whatWasClosedLongAgoGoesAndWhatIsOpenStays() {
        letter(1, "open", 400);
        letter(2, "replayed", 31);
        letter(3, "discarded", 31);
        letter(4, "replayed", 29);
        letter(5, "discarded", 29);
        letter(6, "suspended", 400); // why: the rebuild may be stopped, and opens it again

        cleanUp();

        assertThat(left()).containsExactly(1L, 4L, 5L, 6L);
    }

    /** The stream still has the event, and a rebuild would wait for a release that knows it. */
    @Test
    void whatAnOperatorHasSetAsideStays() {
        letter(1, "discarded", 400);
        fixture.database().observer().update("UPDATE messaging.dead_letter SET set_aside = true");

        cleanUp();

        assertThat(left()).containsExactly(1L);
    }

    @Test
    void thoseClosedLongestAgoGoFirstAndNoMoreThanABatchAtOnce() {
        letter(1, "replayed", 40);
        letter(2, "replayed", 60);
        letter(3, "replayed", 50);

        assertThat(cleanUp()).isEqualTo(Pass.PROGRESSED);
        assertThat(left()).containsExactly(1L);
        assertThat(cleanUp()).isEqualTo(Pass.IDLE);
        assertThat(left()).isEmpty();
    }

    private static Pass cleanUp() {
        return DeadLetters.deleteClosed(fixture.database().jdbc(), TWO_AT_ONCE);
    }

    private static void letter(long position, String state, int days) {
        fixture.database().observer().update("""
                        INSERT INTO messaging.dead_letter
                            (subscription, event_id, position, entry, error, attempts, state, created_at, updated_at)
                        VALUES ('things.0.readers', gen_random_uuid()::text, ?, '', '', 5, ?,
                                now() - interval '500 days', now() - make_interval(days => ?))
                        """, position, state, days);
    }

    private static Iterable<Long> left() {
        return fixture.database().numbers("SELECT position FROM messaging.dead_letter ORDER BY position");
    }
}
