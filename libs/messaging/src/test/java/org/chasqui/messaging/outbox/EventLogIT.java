package org.chasqui.messaging.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.chasqui.messaging.Event;
import org.chasqui.messaging.EventLog.EventTooLarge;
import org.chasqui.messaging.fixtures.MessagingFixture;
import org.chasqui.messaging.fixtures.SampleState;
import org.chasqui.platform.Author;
import org.chasqui.platform.Trace;
import org.chasqui.platform.worker.WakeUp;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DuplicateKeyException;

class EventLogIT {

    private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    private static final MessagingFixture fixture = MessagingFixture.open();

    @BeforeEach
    void empty() {
        fixture.reset();
    }

    @AfterAll
    static void close() {
        fixture.close();
    }

    @Test
    void anEventIsWrittenWithItsChangeOrNotAtAll() {
        assertThatIllegalStateException()
                .isThrownBy(() -> fixture.database().transactions().executeWithoutResult(status -> {
                    fixture.log().append(event(1, "a thing"));
                    throw new IllegalStateException("the change is refused");
                }));
        assertThat(written()).isZero();

        fixture.publish(event(1, "a thing"));
        assertThat(written()).isEqualTo(1);
    }

    @Test
    void anEventOutsideOfATransactionIsRefused() {
        assertThatIllegalStateException()
                .isThrownBy(() -> fixture.log().append(event(1, "a thing")))
                .withMessageContaining("transaction");
        assertThat(written()).isZero();
    }

    @Test
    void anEventThatIsTooLargeIsRefusedByName() {
        assertThatThrownBy(() -> fixture.publish(event(1, "x".repeat(65_536))))
                .isInstanceOf(EventTooLarge.class)
                .hasMessage(
                        "Event thing.changed.v1 of 1 takes 65547 bytes, the limit is 65536 as PostgreSQL writes it");
        assertThat(written()).isZero();

        fixture.publish(event(1, "x".repeat(65_000)));
        assertThat(written()).isEqualTo(1);
    }

    @Test
    void theSizeIsCountedInBytes() {
        assertThatThrownBy(() -> fixture.publish(event(1, "ñ".repeat(40_000)))).isInstanceOf(EventTooLarge.class);
    }

    /** PostgreSQL keeps the JSON with a space after each comma, and it is that text which goes into the list. */
    @Test
    void theSizeIsThatOfTheTextInTheLog() {
        var numbers = Collections.nCopies(25_000, 7);

        assertThatThrownBy(() -> fixture.publish(Event.of(MessagingFixture.CHANGED, "thing", 4, 1, numbers)))
                .isInstanceOf(EventTooLarge.class)
                .hasMessageContaining("of 4 takes 50001 bytes");
        assertThat(written()).isZero();
    }

    @Test
    void aVersionOfAnAggregateHasOneEvent() {
        fixture.publish(event(1, "a thing"));

        assertThatThrownBy(() -> fixture.publish(event(1, "the same version")))
                .isInstanceOf(DuplicateKeyException.class);
    }

    @Test
    void theAuthorOfTheCallerIsKeptUnlessTheEventHasItsOwn() {
        var customer = new Author("app_user", "customer-7");
        var admin = new Author("user", "admin");
        Author.during(Optional.of(customer), () -> fixture.publish(event(1, "of the caller")));
        Author.during(
                Optional.of(customer),
                () -> fixture.publish(new Event(
                        MessagingFixture.CHANGED,
                        "thing",
                        2,
                        1,
                        new SampleState("own"),
                        Optional.empty(),
                        Optional.of(admin))));
        fixture.publish(event(3, "nobody's"));

        assertThat(fixture.database()
                        .observer()
                        .queryForList(
                                "SELECT concat(authtype, ' ', authid) FROM messaging.event_log ORDER BY seq",
                                String.class))
                .containsExactly("app_user customer-7", "user admin", " ");
    }

    @Test
    void theTraceOfTheCallerIsKeptUnlessTheEventHasItsOwn() {
        Trace.during(Optional.of(TRACE), () -> fixture.publish(event(1, "of the caller")));
        fixture.publish(new Event(
                MessagingFixture.CHANGED,
                "thing",
                2,
                1,
                new SampleState("own"),
                Optional.of(TRACE.replace("4bf9", "5555")),
                Optional.empty()));
        fixture.publish(event(3, "none"));

        assertThat(fixture.database()
                        .observer()
                        .queryForList("SELECT traceparent FROM messaging.event_log ORDER BY seq", String.class))
                .containsExactly(TRACE, TRACE.replace("4bf9", "5555"), null);
    }

    @Test
    void theSequencerIsWokenAfterTheCommitAndNotBefore() throws InterruptedException {
        var wakeUp = new WakeUp();
        var log = new JdbcEventLog("things", fixture.database().jdbc(), () -> wakeUp::call);
        fixture.database().transactions().executeWithoutResult(status -> {
            log.append(List.of(event(1, "a thing"), event(2, "another")));
            assertThat(isCalled(wakeUp)).isFalse();
        });

        assertThat(isCalled(wakeUp)).isTrue();
        assertThat(isCalled(wakeUp)).isFalse();
    }

    @Test
    void severalEventsKeepTheirOrder() {
        fixture.database()
                .transactions()
                .executeWithoutResult(
                        status -> fixture.log().append(List.of(event(3, "c"), event(1, "a"), event(2, "b"))));

        assertThat(fixture.database().numbers("SELECT aggregate_id FROM messaging.event_log ORDER BY seq"))
                .containsExactly(3L, 1L, 2L);
    }

    private static boolean isCalled(WakeUp wakeUp) {
        try {
            return wakeUp.await(Duration.ZERO);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static Event event(long id, String name) {
        return Event.of(MessagingFixture.CHANGED, "thing", id, 1, new SampleState(name));
    }

    private static long written() {
        return fixture.database().number("SELECT count(*) FROM messaging.event_log");
    }
}
