package org.chasqui.messaging.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.chasqui.messaging.RetentionSettings;
import org.chasqui.messaging.fixtures.MessagingFixture;
import org.chasqui.messaging.queue.Offset;
import org.chasqui.platform.FaultPoint;
import org.chasqui.platform.worker.Worker.Pass;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.dao.DataAccessException;

@Timeout(60)
class CompactionIT {

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
    void whatANewerEventOfItsAggregateHasReplacedGoes() {
        publishVersions(1, 1, 2); // positions 1, 2
        publishVersions(2, 1, 1);
        publishVersions(1, 3, 3);
        publishVersions(2, 2, 2);
        number();

        assertThat(compaction(5).runOnce()).isEqualTo(Pass.PROGRESSED);
        assertThat(compaction(5).runOnce()).isEqualTo(Pass.IDLE);

        assertThat(left()).containsExactly("4: 1 of version 3", "5: 2 of version 2");
    }

    @Test
    void theNewestOfAnAggregateStaysUntilItsSuccessorIsOldEnough() {
        publishVersions(1, 1, 6);
        number();

        compact(5);
        assertThat(left()).containsExactly("5: 1 of version 5", "6: 1 of version 6");

        publishVersions(2, 1, 4);
        number();
        compact(5);
        assertThat(left()).containsExactly("6: 1 of version 6", "10: 2 of version 4");
    }

    @Test
    void whatWasReplacedNotLongAgoStays() {
        publishVersions(1, 1, 5);
        number();
        fixture.database()
                .observer()
                .update("UPDATE messaging.event_log SET created_at = now() - interval '8 days' WHERE position < 5");

        assertThat(compaction(5, Duration.ofDays(7)).runOnce()).isEqualTo(Pass.IDLE);
        assertThat(left()).hasSize(5);

        fixture.database().observer().update("UPDATE messaging.event_log SET created_at = now() - interval '8 days'");
        assertThat(compaction(5, Duration.ofDays(7)).runOnce()).isEqualTo(Pass.PROGRESSED);
        assertThat(left()).containsExactly("5: 1 of version 5");
    }

    @Test
    void itsPaceIsThatOfTheLastMinuteAndNobodysWhileItIsStopped() {
        publishVersions(1, 1, 20);
        number();
        compact(5);
        assertThat(compaction(5).progress().secondsEach())
                .as("one batch tells no pace")
                .isNull();
        compact(5);

        var progress = compaction(5).progress();
        assertThat(progress.compacted()).isEqualTo(10);
        assertThat(progress.due()).isEqualTo(20);
        assertThat(progress.secondsEach()).isBetween(0.0, 60.0 / 5);

        compaction(5).stop("olga");
        assertThat(compaction(5).progress().secondsEach()).isNull();
        compaction(5).start();
    }

    @Test
    void whatHasNoPositionYetIsNotTouched() {
        publishVersions(1, 1, 5);
        number();
        publishVersions(1, 6, 7);

        compact(5);

        assertThat(fixture.database().numbers("SELECT aggregate_version FROM messaging.event_log ORDER BY seq"))
                .containsExactly(5L, 6L, 7L);
    }

    /** A subscriber at an event that was removed is where it should be; one at another event of that position is not. */
    @Test
    void aSubscriberIsToldFromALostHistoryAlsoWhereItsEventWasRemoved() throws EventLogReader.Diverged {
        publishVersions(1, 1, 12);
        number();
        var offsets = fixture.database()
                .observer()
                .query(
                        "SELECT position, event_id FROM messaging.event_log ORDER BY position",
                        (row, number) -> new Offset(row.getLong(1), row.getString(2)));
        compact(5);
        compact(3);
        var reader = new EventLogReader(fixture.database().jdbc(), "things");

        for (var offset : offsets) {
            assertThat(reader.after(offset, 100).stream()
                            .map(event -> event.offset().position()))
                    .as("after %s", offset)
                    .containsExactlyElementsOf(Stream.of(8L, 9L, 10L, 11L, 12L)
                            .filter(position -> position > offset.position())
                            .toList());
            var forked = new Offset(offset.position(), offsets.getFirst().eventId());
            if (offset.position() > 1) {
                assertThatThrownBy(() -> reader.after(forked, 100)).isInstanceOf(EventLogReader.Diverged.class);
            }
        }
        assertThat(reader.after(offsets.get(2), 2)).hasSize(2);
        for (var impossible : List.of(new Offset(13, "x"), new Offset(3, "no id"), new Offset(Long.MAX_VALUE, "x"))) {
            assertThatThrownBy(() -> reader.after(impossible, 100)).isInstanceOf(EventLogReader.Diverged.class);
        }
    }

    @Test
    void whoBeginsAfterwardsGetsTheNewestOfEverything() {
        for (var version = 1; version <= 20; version++) {
            publishVersions(1 + version % 2, (version + 1) / 2, (version + 1) / 2);
        }
        publishVersions(3, 1, 1);
        number();
        compact(5);
        compact(5);
        compact(5);

        fixture.settle(fixture.publication(), fixture.consumer());

        assertThat(fixture.applied()).containsExactly(1L, 2L, 1L, 2L, 1L, 2L, 1L, 3L);
        assertThat(fixture.database().numbers("SELECT version FROM thing ORDER BY id"))
                .containsExactly(10L, 10L, 1L);
    }

    @Test
    void whoIsInTheMiddleGoesOnAndNobodyTakesItForDiverged() {
        publishVersions(1, 1, 12);
        number();
        var publication = fixture.publication(4, FaultPoint.NONE);
        var consumer = fixture.consumer();
        consumer.runOnce();
        fixture.deliver(publication);
        consumer.runOnce(); // at 4, and the list is empty

        assertThat(consumer.state().offset().position()).isEqualTo(4);
        compact(10);
        fixture.queue().forget();
        fixture.settle(publication, consumer);

        assertThat(publication.relays()).noneMatch(Relay::isDiverged);
        assertThat(fixture.database().numbers("SELECT version FROM effect ORDER BY version"))
                .containsExactly(1L, 2L, 3L, 4L, 10L, 11L, 12L);
    }

    @Test
    void aRebuildOfWhatWasCompactedEqualsItsSource() {
        var publication = fixture.publication();
        var consumer = fixture.consumer();
        for (var id = 1; id <= 3; id++) {
            publishVersions(id, 1, 10);
        }
        fixture.settle(publication, consumer);
        var before = fixture.database().observer().queryForList("SELECT * FROM thing ORDER BY id");
        compact(10);
        compact(10);

        consumer.rebuild();
        compact(10);
        fixture.settle(publication, consumer);

        assertThat(fixture.database().observer().queryForList("SELECT * FROM thing ORDER BY id"))
                .isEqualTo(before)
                .hasSize(3);
    }

    @Test
    void aCrashAtAnyStepRemovesAllOrNothing() {
        for (var step : List.of("compaction.after-history", "compaction.before-commit")) {
            fixture.reset();
            publishVersions(1, 1, 5);
            number();
            var crashing = compaction(5, Duration.ZERO, reached -> {
                if (reached.equals(step)) {
                    throw new IllegalStateException("crash");
                }
            });

            assertThatThrownBy(crashing::runOnce).hasMessage("crash");

            assertThat(left()).as(step).hasSize(5);
            compact(5);
            assertThat(left()).as(step).hasSize(1);
        }
    }

    /** The second waits for the first, and then finds the batch done; it must not do it again under other positions. */
    @Test
    void severalInstancesCompactTheSameLogWhileItGrows() throws Exception {
        var done = new AtomicBoolean();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var compactors = Stream.of(3, 5, 3)
                    .map(size -> threads.submit(() -> {
                        var compaction = compaction(size);
                        while (!done.get()) {
                            quietly(compaction::runOnce);
                        }
                        return compaction.removed();
                    }))
                    .toList();
            for (var version = 1; version <= 100; version++) {
                publishVersions(1, version, version);
                publishVersions(2 + version % 7, (version + 6) / 7, (version + 6) / 7);
                number();
            }
            done.set(true);
            for (var compactor : compactors) {
                compactor.get();
            }
        }
        while (compaction(3).runOnce() == Pass.PROGRESSED) {}

        assertThat(fixture.database().number("SELECT sum(octet_length(event_ids) / 16) FROM messaging.event_history"))
                .isGreaterThan(190);
        assertThat(fixture.database().number("""
                        SELECT count(*) FROM (
                            SELECT first_position, lag(first_position + octet_length(event_ids) / 16, 1, 1::bigint)
                                       OVER (ORDER BY first_position) AS expected FROM messaging.event_history) AS block
                        WHERE first_position <> expected
                        """)).as("gaps or overlaps").isZero();
        assertThat(left()).hasSizeBetween(8, 11);
    }

    private static void quietly(Runnable action) {
        try {
            action.run();
        } catch (DataAccessException e) {
            Thread.onSpinWait();
        }
    }

    private static void publishVersions(long id, long from, long to) {
        for (var version = from; version <= to; version++) {
            fixture.publish(id, version);
        }
    }

    private static void number() {
        fixture.publication().sequencer().runOnce();
    }

    private static void compact(int size) {
        assertThat(compaction(size).runOnce()).isEqualTo(Pass.PROGRESSED);
    }

    private static Compaction compaction(int size) {
        return compaction(size, Duration.ZERO);
    }

    private static Compaction compaction(int size, Duration retention) {
        return compaction(size, retention, FaultPoint.NONE);
    }

    private static Compaction compaction(int size, Duration retention, FaultPoint faults) {
        return new Compaction(
                fixture.database().jdbc(),
                fixture.database().transactions(),
                new RetentionSettings(retention, Duration.ofDays(30), Duration.ofMinutes(10), size),
                faults);
    }

    private static List<String> left() {
        return fixture.database().observer().queryForList("""
                        SELECT position || ': ' || aggregate_id || ' of version ' || aggregate_version
                        FROM messaging.event_log ORDER BY position
                        """, String.class);
    }
}
