package org.chasqui.messaging.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.chasqui.messaging.consumer.DeadLetters.DeadLetter;
import org.chasqui.messaging.fixtures.MessagingFixture;
import org.chasqui.messaging.outbox.Publication;
import org.chasqui.platform.FaultPoint;
import org.chasqui.platform.worker.Worker.Pass;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionCallback;
import org.springframework.transaction.support.TransactionOperations;

/**
 * A replica while it is rebuilt, and at the end. {@code -Dchasqui.rebuild.events=200000} makes the long one as long as a
 * stream of some months.
 */
class RebuildIT {

    private static final int EVENTS = Integer.getInteger("chasqui.rebuild.events", 20_000);
    private static final int THINGS = 1_500;

    private static final MessagingFixture fixture = MessagingFixture.open();

    private final Publication publication = fixture.publication();
    private final QueueConsumer consumer = fixture.consumer();

    @BeforeEach
    void fill() {
        fixture.fill(publication, consumer);
    }

    @AfterAll
    static void close() {
        fixture.close();
    }

    @Test
    void repairsWhatIsWrongAndRemovesWhatTheStreamDoesNotHave() {
        fixture.database().observer().update("UPDATE thing SET name = 'wrong' WHERE id = 1");
        fixture.database().observer().update("UPDATE thing SET name = 'of another history', version = 9 WHERE id = 2");
        fixture.database().observer().update("INSERT INTO thing VALUES (99, 1, 'lost')");
        fixture.database().observer().update("DELETE FROM thing WHERE id = 3");

        consumer.rebuild();
        assertThat(fixture.shown()).containsExactly(1L, 2L, 4L, 99L);
        fixture.settle(publication, consumer);

        assertThat(names())
                .containsExactly(
                        "thing 1 of version 3", "thing 2 of version 3", "thing 3 of version 3", "thing 4 of version 3");
        assertThat(fixture.database().number("SELECT count(*) FROM messaging.replayed"))
                .as("notes that are left")
                .isZero();
        assertThat(consumer.state().generation()).isEqualTo(1);
    }

    /** The newest event of a thing may be all that is left of its history. */
    @Test
    void needsNothingButTheNewestEventOfEach() {
        fixture.database().observer().update("DELETE FROM messaging.event_log WHERE aggregate_version < 3");

        consumer.rebuild();
        fixture.settle(publication, consumer);

        assertThat(versions()).containsExactly(3L, 3L, 3L, 3L);
    }

    @Test
    void showsNothingOlderWhereverItIsKilledAndWhoeverGoesOn() {
        var random = new Random(7);
        for (var step : List.of(
                "consumer.after-peek", "consumer.before-commit", "consumer.after-commit", "consumer.after-sync")) {
            consumer.rebuild();
            for (var turn = 0; turn < 40 && consumer.state().isRebuilding(); turn++) {
                FaultPoint killed = reached -> {
                    if (reached.equals(step) && random.nextInt(3) > 0) {
                        throw new IllegalStateException("killed at " + step);
                    }
                };
                var instance =
                        fixture.consumer(fixture.subscription().batchesOf(2).build(), "one", killed);
                quietly(() -> MessagingFixture.turn(publication));
                quietly(instance::runOnce);
                assertThat(versions()).as(step).containsExactly(3L, 3L, 3L, 3L);
            }
            fixture.settle(publication, fixture.consumer());
            assertThat(versions()).as(step).containsExactly(3L, 3L, 3L, 3L);
        }
    }

    @Test
    void beginsAgainInTheMiddleAndAtTheEnd() {
        fixture.database().observer().update("UPDATE thing SET version = 9 WHERE id = 2");
        var one = fixture.consumer(fixture.subscription().batchesOf(5).build(), "one", FaultPoint.NONE);
        one.rebuild();
        for (var again = 0; again < 6; again++) {
            for (var turn = 0; turn < again; turn++) {
                MessagingFixture.turn(publication);
                one.runOnce();
            }
            one.rebuild();
        }
        fixture.settle(publication, one);

        assertThat(versions()).containsExactly(3L, 3L, 3L, 3L);
    }

    @Test
    void isStoppedAtAnyMomentByAnyInstanceAndNothingIsOlderOrLost() {
        for (var step : List.of("none", "consumer.after-peek", "consumer.after-commit", "consumer.after-sync")) {
            var stopped = true;
            for (var moment = 0; stopped; moment++) {
                fixture.fill(publication, consumer);
                var left = new AtomicInteger(moment);
                var here = new AtomicBoolean();
                var self = fixture.consumer(fixture.subscription().batchesOf(2).build(), "one", reached -> {
                    if (reached.equals(step) && left.getAndDecrement() == 0) {
                        here.set(consumer.stopRebuild(() -> {}));
                    }
                });
                self.rebuild();
                fixture.publish(1, 4);
                for (var turn = 0; self.state().isRebuilding() && turn < (step.equals("none") ? moment : 40); turn++) {
                    MessagingFixture.turn(publication);
                    self.runOnce();
                    assertThat(versions().getFirst()).isGreaterThanOrEqualTo(3);
                    assertThat(versions()).endsWith(3L, 3L, 3L);
                }
                stopped = here.get() || consumer.stopRebuild(() -> {});

                var at = self.state();
                assertThat(at.offset().position()).as("%s %d", step, moment).isBetween(12L, 13L);
                assertThat(at.isRebuilding()).isFalse();
                fixture.settle(publication, fixture.consumer());
                assertThat(versions()).as("%s %d", step, moment).containsExactly(4L, 3L, 3L, 3L);
                assertThat(fixture.database().number("SELECT count(*) FROM messaging.replayed"))
                        .isZero();
            }
        }
        assertThat(consumer.stopRebuild(() -> {})).as("none is under way").isFalse();
    }

    /** Where the subscription stood before is not on record. */
    @Test
    void endsByItselfIfAnEarlierReleaseHasBegunIt() {
        consumer.rebuild();
        fixture.database()
                .observer()
                .update("UPDATE messaging.subscription SET rebuild_position = NULL, rebuild_event_id = NULL");
        assertThat(consumer.stopRebuild(() -> {})).isFalse();
        consumer.rebuild();
        assertThat(consumer.stopRebuild(() -> {})).isFalse();

        fixture.settle(publication, consumer);

        assertThat(versions()).containsExactly(3L, 3L, 3L, 3L);
        consumer.rebuild();
        assertThat(consumer.stopRebuild(() -> {})).isTrue();
    }

    @Test
    void goesBackToWhereItStoodBeforeTheFirstOfSeveralRebuilds() {
        var before = consumer.state().offset();
        consumer.rebuild();
        MessagingFixture.turn(publication);
        consumer.runOnce();
        consumer.rebuild();

        assertThat(consumer.stopRebuild(() -> {})).isTrue();

        assertThat(consumer.state().offset()).isEqualTo(before);
    }

    /** An operator would take a pause of hours for hours that are still to come. */
    @Test
    void saysWhatAPositionTakesWithoutPausesAndTimesInWhichNobodyWorks() {
        var one = fixture.consumer(fixture.subscription().batchesOf(2).build(), "one", FaultPoint.NONE);
        one.rebuild();
        reach(4, one);
        assertThat(one.control().standing().secondsEach()).isPositive();

        one.control().pause("olga");
        hoursPass();
        assertThat(one.control().standing().secondsEach()).as("paused").isNull();
        one.control().resume();
        assertThat(one.control().standing().secondsEach()).as("resumed").isNull();
        one.stopped();
        reach(8, one);
        assertThat(one.control().standing().secondsEach()).isBetween(0.0, 10.0);

        hoursPass();
        assertThat(one.control().standing().secondsEach()).as("killed").isNull();
        var other = fixture.consumer(fixture.subscription().batchesOf(2).build(), "two", FaultPoint.NONE);
        reach(10, other);
        assertThat(other.control().standing().secondsEach()).isBetween(0.0, 10.0);
    }

    /** What the rebuild has not brought again by then is as it was. */
    @Test
    void opensTheDeadLettersAgainThatItWasToBring() {
        fixture.publish(1, 4);
        fixture.publish(2, 4);
        fixture.beforeEach(message -> {
            if (message.version() == 4) {
                throw new IllegalStateException("no longer");
            }
        });
        settleThroughFailures();
        var one = fixture.consumer(fixture.subscription().batchesOf(1).build(), "one", FaultPoint.NONE);
        fixture.repair();
        one.rebuild();
        assertThat(one.deadLetters().count()).isZero();
        reach(13, one);

        one.stopRebuild(() -> {});

        assertThat(one.deadLetters().open(9)).extracting(DeadLetter::position).containsExactly(14L);
        one.redrive().runOnce();
        assertThat(versions()).containsExactly(4L, 4L, 3L, 3L);
    }

    @Test
    void opensADeadLetterAsItWasThatItHasTakenFromAReplay() {
        fixture.publish(1, 4);
        fixture.beforeEach(message -> {
            if (message.version() == 4) {
                throw new IllegalStateException("no longer");
            }
        });
        settleThroughFailures();
        fixture.repair();
        var letters = consumer.deadLetters().open(9);
        var database = fixture.database();
        var tooLate = new TransactionOperations() {
            @Override
            public <T> @Nullable T execute(TransactionCallback<T> action) {
                consumer.rebuild();
                return database.transactions().execute(action);
            }
        };
        var replays = new DeadLetters(fixture.name(), fixture.subscription().build(), database.jdbc(), tooLate);

        assertThat(replays.replay(letters.getFirst().eventId())).isFalse();
        consumer.stopRebuild(() -> {});

        assertThat(consumer.deadLetters().open(9)).isEqualTo(letters);
    }

    /** The rows of before are still there, so the alarm must be, too. */
    @Test
    void hasDivergedAgainIfItIsStoppedBeforeItHasLeftALostHistory() {
        fixture.database().observer().update("DELETE FROM messaging.event_log WHERE position > 5");
        fixture.database().observer().update("UPDATE messaging.stream_head SET position = 5");
        consumer.rebuild();
        MessagingFixture.turn(publication);
        consumer.runOnce();

        consumer.stopRebuild(() -> {});
        for (var turn = 0; turn < 6; turn++) {
            MessagingFixture.turn(publication);
            consumer.runOnce();
        }

        assertThat(publication.relays().getFirst().isDiverged()).isTrue();
    }

    /** Redis comes back with what was answered to an earlier rebuild, when the stream was shorter. */
    @Test
    void doesNotTakeAnOldAnswerForItsOwn() {
        consumer.rebuild();
        for (var turn = 0; turn < 3; turn++) {
            fixture.redis().commands().set(fixture.name().question(), "another-rebuild:1:0");
            consumer.runOnce();
        }
        assertThat(consumer.state().isRebuilding()).isTrue();
        assertThat(consumer.state().target()).isNull();

        fixture.settle(publication, consumer);
        assertThat(versions()).containsExactly(3L, 3L, 3L, 3L);
    }

    /** The backup has all that the subscriber has applied by then, so nothing else would tell it. */
    @Test
    void endsWithASourceThatWasRestoredMeanwhile() {
        var one = fixture.consumer(fixture.subscription().batchesOf(5).build(), "one", FaultPoint.NONE);
        one.rebuild();
        reach(5, one);
        assertThat(one.state().target()).isEqualTo(12);

        fixture.database().observer().update("DELETE FROM messaging.event_log WHERE position > 5");
        fixture.database().observer().update("UPDATE messaging.stream_head SET position = 5");
        // why another: the process that has numbered the lost events a moment ago ends before a restore
        fixture.settle(fixture.publication(), one);

        assertThat(versions()).containsExactly(2L, 1L, 1L, 1L);
    }

    @Test
    void removesEverythingWhereTheStreamIsEmpty() {
        fixture.database().observer().update("DELETE FROM messaging.event_log");
        fixture.database().observer().update("UPDATE messaging.stream_head SET position = 0");

        consumer.rebuild();
        fixture.settle(publication, consumer);

        assertThat(fixture.shown()).isEmpty();
    }

    /** Two of the four things have no event any more up to where the rebuild had to go when it began. */
    @Test
    void keepsWhatIsKnownOnlyByAnEventBehindItsTarget() {
        var one = fixture.consumer(fixture.subscription().batchesOf(2).build(), "one", FaultPoint.NONE);
        one.rebuild();
        while (one.state().target() == null) {
            one.runOnce();
            fixture.queue().dropEntries();
            MessagingFixture.turn(publication);
        }
        fixture.publish(2, 4);
        fixture.publish(1, 4);
        fixture.publish(1, 5);
        fixture.deliver(publication);
        for (var batch = 0; batch < 3; batch++) {
            assertThat(publication.compaction().runOnce()).isEqualTo(Pass.PROGRESSED);
        }
        fixture.queue().forget();

        assertThat(one.state().target()).isEqualTo(12);
        for (var turn = 0; turn < 30; turn++) {
            MessagingFixture.turn(publication);
            one.runOnce();
            assertThat(fixture.shown()).containsExactly(1L, 2L, 3L, 4L);
        }
        fixture.settle(publication, one);
        assertThat(versions()).containsExactly(5L, 4L, 3L, 3L);
    }

    /** It may be the one that the row came from. */
    @Test
    void leavesARowWhoseEventCannotBeReadAnyMore() {
        fixture.beforeEach(message -> {
            if (message.aggregateId() == 2) {
                throw new IllegalStateException("no longer");
            }
        });

        consumer.rebuild();
        settleThroughFailures();
        assertThat(versions()).containsExactly(3L, 3L, 3L, 3L);
        assertThat(consumer.deadLetters().count()).isEqualTo(1);

        fixture.repair();
        fixture.consumer().redrive().runOnce();
        assertThat(consumer.deadLetters().count()).isZero();
    }

    /** It ends the sweep only for that row. */
    @Test
    void setsAsideWhatCannotTakeThePlaceOfItsRow() {
        fixture.database().observer().update("UPDATE thing SET version = 9");
        fixture.beforeEach(message -> {
            if (message.aggregateId() == 2) {
                throw new IllegalStateException("not this one");
            }
        });

        consumer.rebuild();
        settleThroughFailures();

        assertThat(versions()).containsExactly(3L, 9L, 3L, 3L);
        assertThat(consumer.deadLetters().open(2)).hasSize(1);
    }

    @Test
    void showsAllOfALongStreamWhileItIsReplayedUnderLoad() throws Exception {
        var source = fixture.database().observer();
        fixture.reset();
        source.update("""
                INSERT INTO messaging.event_log (event_id, type, aggregate_type, aggregate_id, aggregate_version, payload, position)
                SELECT gen_random_uuid(), ?, 'thing', 1 + n % ?, 1 + n / ?, '{"name": "a thing"}', n + 1
                FROM generate_series(0, ? - 1) AS n
                """, MessagingFixture.CHANGED, THINGS, THINGS, EVENTS);
        source.update("INSERT INTO messaging.stream_head VALUES ('things', ?)", EVENTS);
        source.update(
                "INSERT INTO thing SELECT aggregate_id, max(aggregate_version), 'before' FROM messaging.event_log GROUP BY 1");
        source.execute("DROP TABLE IF EXISTS before; CREATE TABLE before AS SELECT id, version FROM thing");
        consumer.runOnce();
        consumer.rebuild();

        var ended = new AtomicBoolean();
        var looks = new AtomicLong();
        var reader = CompletableFuture.runAsync(() -> read(ended, looks));
        var changes = 0;
        for (var turn = 0; consumer.state().isRebuilding() || turn < 10; turn++) {
            MessagingFixture.turn(publication);
            consumer.runOnce();
            if (turn % 20 == 0) {
                fixture.publish(1 + turn % THINGS, 1_000_000 + turn);
                changes++;
            }
        }
        fixture.settle(publication, consumer);
        ended.set(true);
        reader.get();

        assertThat(looks.get()).isPositive();
        assertThat(changes).isPositive();
        assertThat(fixture.database().number("SELECT count(*) FROM thing WHERE name = 'before'"))
                .as("rows of before")
                .isZero();
        assertThat(fixture.database().number("SELECT count(*) FROM thing WHERE version >= 1000000"))
                .as("changes meanwhile")
                .isPositive();
    }

    /** A reader beside the rebuild. */
    private static void read(AtomicBoolean ended, AtomicLong looks) {
        var jdbc = new JdbcTemplate(fixture.database().pool());
        while (!ended.get()) {
            assertThat(jdbc.queryForObject(
                            "SELECT count(*) FROM before LEFT JOIN thing USING (id) WHERE coalesce(thing.version, 0) < before.version",
                            Long.class))
                    .as("things that are missing or older")
                    .isZero();
            looks.incrementAndGet();
        }
    }

    private static List<Long> versions() {
        return fixture.database().numbers("SELECT version FROM thing ORDER BY id");
    }

    private static List<String> names() {
        return fixture.database().observer().queryForList("SELECT name FROM thing ORDER BY id", String.class);
    }

    private static void hoursPass() {
        fixture.database().observer().update("""
                UPDATE messaging.subscription
                SET rebuild_begun_at = rebuild_begun_at - interval '9 h', lease_until = lease_until - interval '9 h'
                """);
    }

    private void reach(long position, QueueConsumer consumer) {
        while (consumer.state().offset().position() < position) {
            MessagingFixture.turn(publication);
            consumer.runOnce();
        }
    }

    private void settleThroughFailures() {
        for (var turn = 0; turn < 100; turn++) {
            try {
                fixture.settle(publication, consumer);
                return;
            } catch (RuntimeException e) {
                assertThat(e).hasMessageMatching("no longer|not this one");
            }
        }
        throw new AssertionError("does not settle");
    }

    private static void quietly(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException e) {
            assertThat(e).isNotInstanceOf(IllegalArgumentException.class);
        }
    }
}
