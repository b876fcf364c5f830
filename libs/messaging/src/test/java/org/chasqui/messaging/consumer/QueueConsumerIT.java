package org.chasqui.messaging.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;
import org.chasqui.messaging.fixtures.Line;
import org.chasqui.messaging.outbox.Publication;
import org.chasqui.messaging.queue.Offset;
import org.chasqui.messaging.queue.QueueUnavailable;
import org.chasqui.platform.FaultPoint;
import org.chasqui.platform.worker.Pass;
import org.chasqui.testing.TestServers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.CannotAcquireLockException;

class QueueConsumerIT {

    private static final Line line = Line.open();

    private final Publication publication = line.publication();
    private final QueueConsumer consumer = line.consumer();

    @BeforeEach
    void empty() {
        line.redis().commands().configSet("maxmemory", "0");
        line.reset();
    }

    @AfterAll
    static void close() {
        line.close();
    }

    @Test
    void everyEventTakesEffectOnceAndInOrder() {
        line.publishFirst(1, 450);

        line.settle(publication, consumer);

        assertThat(line.applied()).isEqualTo(ids(1, 450));
        assertThat(consumer.applied()).isEqualTo(450);
    }

    @Test
    void aCrashAtAnyStepLosesAndRepeatsNothing() {
        for (var step : List.of(
                "consumer.after-peek", "consumer.before-commit", "consumer.after-commit", "consumer.after-sync")) {
            line.reset();
            line.settle(publication, consumer);
            line.publishFirst(1, 6);
            line.deliver(publication);
            var dying = line.consumer("one", reached -> {
                if (reached.equals(step)) {
                    throw new IllegalStateException("crash");
                }
            });
            assertThatThrownBy(dying::runOnce).as(step).hasMessage("crash");

            line.settle(publication, line.consumer());

            assertThat(line.applied()).as(step).isEqualTo(ids(1, 6));
        }
    }

    @Test
    void twoThatBothBelieveToHoldTheLeaseOnlyWasteWork() {
        line.publishFirst(1, 40);
        var other = line.consumer();
        var depth = new AtomicInteger();
        var one = line.consumer(line.subscription().batchesOf(3).build(), "one", step -> {
            if (step.equals("consumer.after-peek") && depth.getAndIncrement() % 2 == 0) {
                other.runOnce();
            }
        });

        line.settle(publication, one);

        assertThat(line.applied()).isEqualTo(ids(1, 40));
    }

    /** The source was restored, another instance has rebuilt, and both stand at the same position of different histories. */
    @Test
    void theSamePositionOfAnotherHistoryIsNotTheSameOffset() {
        line.publishFirst(1, 5);
        line.settle(publication, consumer);
        line.publishFirst(6, 7);
        line.deliver(publication);
        var looks = new AtomicInteger();
        var stale = line.consumer("one", step -> {
            if (step.equals("consumer.after-peek") && looks.incrementAndGet() != 2) {
                line.site()
                        .observer()
                        .update("UPDATE messaging.subscription SET last_event_id = 'of another history',"
                                + " attempt_position = 99, attempts = 2");
            }
        });

        assertThat(stale.runOnce()).as("one by one").isEqualTo(Pass.BLOCKED);
        assertThat(line.applied()).isEqualTo(ids(1, 5));
        assertThat(line.attempts()).as("at an event of the other history").isEqualTo(2);

        line.site()
                .observer()
                .update(
                        "UPDATE messaging.subscription SET last_event_id = (SELECT event_id::text FROM messaging.event_log WHERE position = 5)");
        assertThat(stale.runOnce()).isEqualTo(Pass.FINISHED);
        line.publishFirst(8, 9);
        line.deliver(publication);
        assertThat(stale.runOnce()).as("together").isEqualTo(Pass.BLOCKED);
        assertThat(line.applied()).isEqualTo(ids(1, 7));
    }

    /** What was believed before the failure is one commit behind. */
    @Test
    void goesOnBehindACommitOfWhichItHasNotHeard() {
        line.publishFirst(1, 3);
        line.settle(publication, consumer);
        line.publishFirst(4, 6);
        line.deliver(publication);
        var commits = new AtomicInteger();
        var unlucky = line.consumer("one", step -> {
            if (step.equals("consumer.after-commit") && commits.incrementAndGet() == 4) {
                throw new CannotAcquireLockException("the connection broke after COMMIT");
            }
        });
        assertThat(unlucky.runOnce()).isEqualTo(Pass.FINISHED);
        line.publishFirst(7, 9);
        line.deliver(publication);
        assertThatThrownBy(unlucky::runOnce).hasMessageContaining("after COMMIT");

        assertThat(unlucky.runOnce()).isEqualTo(Pass.IDLE);
        assertThat(line.applied()).isEqualTo(ids(1, 9));
    }

    @Test
    void theOneWithoutTheLeaseStandsByUntilItIsGivenUp() {
        line.publishFirst(1, 3);
        line.deliver(publication);
        consumer.runOnce();
        line.deliver(publication);
        var standby = line.consumer("two", FaultPoint.NONE);

        assertThat(standby.runOnce()).isEqualTo(Pass.IDLE);
        assertThat(line.applied()).isEmpty();

        consumer.stopped();
        assertThat(standby.runOnce()).isEqualTo(Pass.FINISHED);
        assertThat(line.applied()).containsExactly(1L, 2L, 3L);
    }

    @Test
    void aLeaseThatHasRunOutOrThatNobodyCanHaveGivenIsTaken() {
        for (var end : List.of("-1 second", "1 hour")) {
            line.settle(publication, consumer);
            line.site()
                    .observer()
                    .update(
                            "UPDATE messaging.subscription SET owner = 'a ghost', lease_until = now() + ?::interval",
                            end);

            assertThat(line.consumer("two", FaultPoint.NONE).runOnce()).isEqualTo(Pass.IDLE);

            assertThat(line.site().observer().queryForObject("SELECT owner FROM messaging.subscription", String.class))
                    .isEqualTo("two");
        }
    }

    /** It would renew its lease for ever, and nobody else could do what it cannot. */
    @Test
    void theOneThatDoesNotReachRedisGivesTheLeaseUp() {
        line.settle(publication, consumer);
        line.redis().kill();
        try {
            assertThatThrownBy(consumer::runOnce).isInstanceOf(QueueUnavailable.class);

            assertThat(line.site().number("SELECT count(*) FROM messaging.subscription WHERE owner IS NULL"))
                    .isEqualTo(1);
        } finally {
            line.bringRedisBack();
        }
    }

    @Test
    void goesOnWhereItWasWhenRedisComesBackEmpty() {
        line.publishFirst(1, 5);
        line.settle(publication, consumer);
        line.publishFirst(6, 8);
        line.redis().kill();
        assertThatThrownBy(consumer::runOnce).isInstanceOf(QueueUnavailable.class);
        assertThatThrownBy(publication::runOnce).isInstanceOf(QueueUnavailable.class);

        line.bringRedisBack();
        settleThroughFailures();

        assertThat(line.applied()).isEqualTo(ids(1, 8));
    }

    @Test
    void aRedisWithoutRoomIsDrainedAndFilledAgainWhenThereIsRoom() {
        line.settle(publication, consumer);
        line.publishFirst(1, 5);
        line.deliver(publication);
        line.publishFirst(6, 9);
        line.redis().commands().configSet("maxmemory", "1");

        assertThatThrownBy(publication::runOnce)
                .isInstanceOf(QueueUnavailable.class)
                .hasMessageContaining("OOM");
        assertThat(consumer.runOnce()).isEqualTo(Pass.FINISHED);
        assertThat(line.applied()).isEqualTo(ids(1, 5));
        assertThat(line.queue().peek(0).length()).isZero();
        assertThatThrownBy(consumer::awaitWork).isInstanceOf(QueueUnavailable.class);

        line.redis().commands().configSet("maxmemory", "0");
        line.settle(publication, consumer);
        assertThat(line.applied()).isEqualTo(ids(1, 9));
    }

    @Test
    void theWaitEndsAsSoonAsThereIsAnEntryAndLeavesTheListAsItIs() {
        line.settle(publication, consumer);
        assertThat(line.queue().awaitEntry(Duration.ofMillis(10))).isFalse();
        line.publishFirst(1, 3);
        line.deliver(publication);
        var before = line.queue().peek(10);

        assertThat(line.queue().awaitEntry(Duration.ofMillis(200))).isTrue();
        assertThat(line.queue().peek(10)).isEqualTo(before);
    }

    /** A wait needs a connection of its own, and once opened a new one each time. */
    @Test
    void theWaitsShareAFewConnections() {
        line.queue().awaitEntry(Duration.ofMillis(10));
        var before = connections();

        for (var wait = 0; wait < 20; wait++) {
            line.queue().awaitEntry(Duration.ofMillis(10));
        }

        assertThat(connections()).isEqualTo(before);
    }

    @Test
    void aRebuildAppliesTheWholeStreamAgainWhileTheRowsServe() {
        line.publishFirst(1, 30);
        line.settle(publication, consumer);

        consumer.rebuild();
        assertThat(line.shown()).isEqualTo(ids(1, 30));
        line.settle(publication, consumer);

        assertThat(line.shown()).isEqualTo(ids(1, 30));
        assertThat(line.applied()).isEqualTo(ids(1, 30));
        assertThat(line.site().number("SELECT generation FROM messaging.subscription"))
                .isEqualTo(1);
    }

    @Test
    void rebuildsInTheMiddleOfEverythingLoseNothing() {
        var random = new Random(5);
        var crowd = new ArrayList<QueueConsumer>();
        FaultPoint interrupted = step -> {
            if (!crowd.isEmpty() && step.startsWith("consumer") && random.nextInt(4) == 0) {
                var other = crowd.get(random.nextInt(crowd.size()));
                line.site().apart(() -> quietly(random.nextInt(5) == 0 ? other::rebuild : other::runOnce));
            }
        };
        crowd.add(line.consumer("one", FaultPoint.NONE));
        crowd.add(line.consumer("one", FaultPoint.NONE));
        var one = line.consumer(line.subscription().batchesOf(4).build(), "one", interrupted);
        for (var turn = 0; turn < 25; turn++) {
            line.publishFirst(turn * 3 + 1, turn * 3 + 3);
            quietly(publication::runOnce);
            quietly(one::runOnce);
        }
        crowd.clear();

        settleThroughFailures();

        assertThat(line.site().number("SELECT generation FROM messaging.subscription"))
                .isPositive();
        assertThat(line.applied()).isEqualTo(ids(1, 75));
        assertThat(line.shown()).isEqualTo(ids(1, 75));
    }

    /** The thread of the consumer may write down an old offset just after the rebuild, from another thread, has wiped it out. */
    @Test
    void aRebuildBetweenACommitAndItsNoteIsNotForgotten() {
        line.publishFirst(1, 5);
        line.settle(publication, consumer);
        line.publishFirst(6, 6);
        line.deliver(publication);
        var rebuilt = new AtomicInteger();
        var self = new ArrayList<QueueConsumer>();
        self.add(line.consumer("one", step -> {
            if (step.equals("consumer.after-commit") && rebuilt.getAndIncrement() == 0) {
                line.site().apart(self.getFirst()::rebuild);
            }
        }));
        self.getFirst().runOnce();

        line.settle(publication, line.consumer());

        assertThat(line.applied()).isEqualTo(ids(1, 6));
    }

    /** What it has seen does not follow the beginning; it was once applied there, and everything before it skipped. */
    @Test
    void aRebuildBetweenALookAndItsUseSkipsNothing() {
        line.publishFirst(1, 5);
        line.settle(publication, consumer);
        line.publishFirst(6, 12);
        line.deliver(publication);
        var looks = new AtomicInteger();
        var self = new ArrayList<QueueConsumer>();
        self.add(line.consumer("one", at -> {
            if (at.equals("consumer.after-peek") && looks.getAndIncrement() == 0) {
                self.getFirst().rebuild();
            }
        }));
        quietly(self.getFirst()::runOnce);

        line.settle(publication, self.getFirst());

        assertThat(line.applied()).isEqualTo(ids(1, 12));
        assertThat(line.shown()).isEqualTo(ids(1, 12));
    }

    @Test
    void aRebuildWithoutRedisIsNoFailureAndIsDoneWhenRedisIsBack() {
        line.publishFirst(1, 4);
        line.settle(publication, consumer);
        line.redis().kill();

        consumer.rebuild();
        assertThat(consumer.standing().offset()).isEqualTo(Offset.START);

        line.bringRedisBack();
        settleThroughFailures();
        assertThat(line.applied()).isEqualTo(ids(1, 4));
    }

    /** A rebuild of one source that was restored: found by its relay, told to the operator, repaired by the rebuild. */
    @Test
    void aReplicaOfARestoredSourceIsRebuilt() {
        line.publishFirst(1, 5);
        line.settle(publication, consumer);
        line.site().observer().execute("CREATE TABLE old AS SELECT * FROM messaging.event_log");
        line.publishFirst(6, 9);
        line.settle(publication, consumer);
        line.site().observer().execute("""
                TRUNCATE messaging.event_log;
                INSERT INTO messaging.event_log OVERRIDING SYSTEM VALUE SELECT * FROM old;
                UPDATE messaging.stream_head SET position = 5;
                DROP TABLE old
                """);
        line.publishFirst(10, 16);

        for (var turn = 0; turn < 6; turn++) {
            publication.runOnce();
            consumer.runOnce();
        }
        assertThat(publication.relays().getFirst().isDiverged()).isTrue();
        assertThat(line.shown()).isEqualTo(ids(1, 9));

        consumer.rebuild();
        line.settle(publication, consumer);

        assertThat(publication.relays().getFirst().isDiverged()).isFalse();
        assertThat(line.shown()).containsExactly(1L, 2L, 3L, 4L, 5L, 10L, 11L, 12L, 13L, 14L, 15L, 16L);
    }

    @Test
    void aReplicaThatWasRestoredCatchesUpByItself() {
        line.publishFirst(1, 5);
        line.settle(publication, consumer);
        line.site()
                .observer()
                .execute(
                        "CREATE TABLE old_row AS SELECT * FROM messaging.subscription; CREATE TABLE old_thing AS SELECT * FROM thing;"
                                + "CREATE TABLE old_effect AS SELECT * FROM effect");
        line.publishFirst(6, 9);
        line.settle(publication, consumer);
        line.site().observer().execute("""
                TRUNCATE messaging.subscription, thing, effect;
                INSERT INTO messaging.subscription SELECT * FROM old_row;
                INSERT INTO thing SELECT * FROM old_thing;
                INSERT INTO effect SELECT * FROM old_effect;
                DROP TABLE old_row, old_thing, old_effect
                """);

        line.settle(publication, line.consumer());

        assertThat(line.applied()).isEqualTo(ids(1, 9));
    }

    @Test
    void aDatabaseThatCrashesIsWaitedForAndNothingIsLost() {
        try (var postgres = TestServers.startPostgres();
                var own = Line.in(postgres)) {
            var source = own.publication();
            var reader = own.consumer();
            own.publishFirst(1, 5);
            own.settle(source, reader);
            own.publishFirst(6, 8);
            own.deliver(source);

            postgres.crash();
            assertThatThrownBy(reader::runOnce).isInstanceOf(RuntimeException.class);
            assertThatThrownBy(source::runOnce).isInstanceOf(RuntimeException.class);
            postgres.start();

            quietly(reader::runOnce);
            quietly(source::runOnce);
            for (var turn = 0; turn < 20; turn++) {
                quietly(source::runOnce);
                quietly(reader::runOnce);
            }
            assertThat(reader.standing().offset().position()).isEqualTo(8);
            assertThat(reader.deadLetters().count()).isZero();
        }
    }

    /** The driver reconnects in a thread of its own. */
    private void settleThroughFailures() {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(20))
                .ignoreExceptions()
                .until(() -> {
                    line.settle(publication, line.consumer());
                    return true;
                });
    }

    private static void quietly(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException e) {
            Thread.onSpinWait(); // the next turn tries again
        }
    }

    private static long connections() {
        return line.redis().commands().clientList().lines().count();
    }

    private static List<Long> ids(long from, long to) {
        return LongStream.rangeClosed(from, to).boxed().toList();
    }
}
