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
import org.chasqui.messaging.fixtures.MessagingFixture;
import org.chasqui.messaging.outbox.Publication;
import org.chasqui.messaging.queue.Offset;
import org.chasqui.messaging.queue.RedisQueue.QueueUnavailable;
import org.chasqui.platform.FaultPoint;
import org.chasqui.platform.worker.Worker.Pass;
import org.chasqui.testing.TestServers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.CannotAcquireLockException;

class QueueConsumerIT {

    private static final MessagingFixture fixture = MessagingFixture.open();

    private final Publication publication = fixture.publication();
    private final QueueConsumer consumer = fixture.consumer();

    @BeforeEach
    void empty() {
        fixture.redis().commands().configSet("maxmemory", "0");
        fixture.reset();
    }

    @AfterAll
    static void close() {
        fixture.close();
    }

    @Test
    void everyEventTakesEffectOnceAndInOrder() {
        fixture.publishFirst(1, 450);

        fixture.settle(publication, consumer);

        assertThat(fixture.applied()).isEqualTo(ids(1, 450));
        assertThat(consumer.control().applied()).isEqualTo(450);
    }

    @Test
    void aCrashAtAnyStepLosesAndRepeatsNothing() {
        for (var step : List.of(
                "consumer.after-peek", "consumer.before-commit", "consumer.after-commit", "consumer.after-sync")) {
            fixture.reset();
            fixture.settle(publication, consumer);
            fixture.publishFirst(1, 6);
            fixture.deliver(publication);
            var dying = fixture.consumer("one", reached -> {
                if (reached.equals(step)) {
                    throw new IllegalStateException("crash");
                }
            });
            assertThatThrownBy(dying::runOnce).as(step).hasMessage("crash");

            fixture.settle(publication, fixture.consumer());

            assertThat(fixture.applied()).as(step).isEqualTo(ids(1, 6));
        }
    }

    @Test
    void twoThatBothBelieveToHoldTheLeaseOnlyWasteWork() {
        fixture.publishFirst(1, 40);
        var other = fixture.consumer();
        var depth = new AtomicInteger();
        var one = fixture.consumer(fixture.subscription().batchesOf(3).build(), "one", step -> {
            if (step.equals("consumer.after-peek") && depth.getAndIncrement() % 2 == 0) {
                other.runOnce();
            }
        });

        fixture.settle(publication, one);

        assertThat(fixture.applied()).isEqualTo(ids(1, 40));
    }

    /** The source was restored, another instance has rebuilt, and both are at the same position of different histories. */
    @Test
    void theSamePositionOfAnotherHistoryIsNotTheSameOffset() {
        fixture.publishFirst(1, 5);
        fixture.settle(publication, consumer);
        fixture.publishFirst(6, 7);
        fixture.deliver(publication);
        var looks = new AtomicInteger();
        var stale = fixture.consumer("one", step -> {
            if (step.equals("consumer.after-peek") && looks.incrementAndGet() != 2) {
                fixture.database()
                        .observer()
                        .update("UPDATE messaging.subscription SET last_event_id = 'of another history',"
                                + " attempt_position = 99, attempts = 2");
            }
        });

        assertThat(stale.runOnce()).as("one by one").isEqualTo(Pass.BLOCKED);
        assertThat(fixture.applied()).isEqualTo(ids(1, 5));
        assertThat(fixture.attempts()).as("at an event of the other history").isEqualTo(2);

        fixture.database()
                .observer()
                .update(
                        "UPDATE messaging.subscription SET last_event_id = (SELECT event_id::text FROM messaging.event_log WHERE position = 5)");
        assertThat(stale.runOnce()).isEqualTo(Pass.FINISHED);
        fixture.publishFirst(8, 9);
        fixture.deliver(publication);
        assertThat(stale.runOnce()).as("together").isEqualTo(Pass.BLOCKED);
        assertThat(fixture.applied()).isEqualTo(ids(1, 7));
    }

    /** The offset from before the failure is one commit behind. */
    @Test
    void goesOnBehindACommitOfWhichItHasNotHeard() {
        fixture.publishFirst(1, 3);
        fixture.settle(publication, consumer);
        fixture.publishFirst(4, 6);
        fixture.deliver(publication);
        var commits = new AtomicInteger();
        var unlucky = fixture.consumer("one", step -> {
            if (step.equals("consumer.after-commit") && commits.incrementAndGet() == 4) {
                throw new CannotAcquireLockException("the connection broke after COMMIT");
            }
        });
        assertThat(unlucky.runOnce()).isEqualTo(Pass.FINISHED);
        fixture.publishFirst(7, 9);
        fixture.deliver(publication);
        assertThatThrownBy(unlucky::runOnce).hasMessageContaining("after COMMIT");

        assertThat(unlucky.runOnce()).isEqualTo(Pass.IDLE);
        assertThat(fixture.applied()).isEqualTo(ids(1, 9));
    }

    @Test
    void theOneWithoutTheLeaseStandsByUntilItIsGivenUp() {
        fixture.publishFirst(1, 3);
        fixture.deliver(publication);
        consumer.runOnce();
        fixture.deliver(publication);
        var standby = fixture.consumer("two", FaultPoint.NONE);

        assertThat(standby.runOnce()).isEqualTo(Pass.IDLE);
        assertThat(fixture.applied()).isEmpty();

        consumer.stopped();
        assertThat(standby.runOnce()).isEqualTo(Pass.FINISHED);
        assertThat(fixture.applied()).containsExactly(1L, 2L, 3L);
    }

    @Test
    void aLeaseThatHasRunOutOrThatNobodyCanHaveGivenIsTaken() {
        for (var end : List.of("-1 second", "1 hour")) {
            fixture.settle(publication, consumer);
            fixture.database()
                    .observer()
                    .update(
                            "UPDATE messaging.subscription SET owner = 'a ghost', lease_until = now() + ?::interval",
                            end);

            assertThat(fixture.consumer("two", FaultPoint.NONE).runOnce()).isEqualTo(Pass.IDLE);

            assertThat(fixture.database()
                            .observer()
                            .queryForObject("SELECT owner FROM messaging.subscription", String.class))
                    .isEqualTo("two");
        }
    }

    /** It would renew its lease for ever, and no other instance could take over. */
    @Test
    void theOneThatDoesNotReachRedisGivesTheLeaseUp() {
        fixture.settle(publication, consumer);
        fixture.redis().kill();
        try {
            assertThatThrownBy(consumer::runOnce).isInstanceOf(QueueUnavailable.class);

            assertThat(fixture.database().number("SELECT count(*) FROM messaging.subscription WHERE owner IS NULL"))
                    .isEqualTo(1);
        } finally {
            fixture.bringRedisBack();
        }
    }

    @Test
    void goesOnWhereItWasWhenRedisComesBackEmpty() {
        fixture.publishFirst(1, 5);
        fixture.settle(publication, consumer);
        fixture.publishFirst(6, 8);
        fixture.redis().kill();
        assertThatThrownBy(consumer::runOnce).isInstanceOf(QueueUnavailable.class);
        assertThatThrownBy(() -> MessagingFixture.turn(publication)).isInstanceOf(QueueUnavailable.class);

        fixture.bringRedisBack();
        settleThroughFailures();

        assertThat(fixture.applied()).isEqualTo(ids(1, 8));
    }

    @Test
    void aRedisWithoutRoomIsDrainedAndFilledAgainWhenThereIsRoom() {
        fixture.settle(publication, consumer);
        fixture.publishFirst(1, 5);
        fixture.deliver(publication);
        fixture.publishFirst(6, 9);
        fixture.redis().commands().configSet("maxmemory", "1");

        assertThatThrownBy(() -> MessagingFixture.turn(publication))
                .isInstanceOf(QueueUnavailable.class)
                .hasMessageContaining("OOM");
        assertThat(consumer.runOnce()).isEqualTo(Pass.FINISHED);
        assertThat(fixture.applied()).isEqualTo(ids(1, 5));
        assertThat(fixture.queue().peek(0).length()).isZero();
        assertThatThrownBy(consumer::awaitWork).isInstanceOf(QueueUnavailable.class);

        fixture.redis().commands().configSet("maxmemory", "0");
        fixture.settle(publication, consumer);
        assertThat(fixture.applied()).isEqualTo(ids(1, 9));
    }

    @Test
    void theWaitEndsAsSoonAsThereIsAnEntryAndLeavesTheListAsItIs() {
        fixture.settle(publication, consumer);
        assertThat(fixture.queue().awaitEntry(Duration.ofMillis(10))).isFalse();
        fixture.publishFirst(1, 3);
        fixture.deliver(publication);
        var before = fixture.queue().peek(10);

        assertThat(fixture.queue().awaitEntry(Duration.ofMillis(200))).isTrue();
        assertThat(fixture.queue().peek(10)).isEqualTo(before);
    }

    /** A wait needs a connection of its own, and once opened a new one each time. */
    @Test
    void theWaitsShareAFewConnections() {
        fixture.queue().awaitEntry(Duration.ofMillis(10));
        var before = connections();

        for (var wait = 0; wait < 20; wait++) {
            fixture.queue().awaitEntry(Duration.ofMillis(10));
        }

        assertThat(connections()).isEqualTo(before);
    }

    @Test
    void aRebuildAppliesTheWholeStreamAgainWhileTheRowsServe() {
        fixture.publishFirst(1, 30);
        fixture.settle(publication, consumer);

        consumer.rebuild();
        assertThat(fixture.shown()).isEqualTo(ids(1, 30));
        fixture.settle(publication, consumer);

        assertThat(fixture.shown()).isEqualTo(ids(1, 30));
        assertThat(fixture.applied()).isEqualTo(ids(1, 30));
        assertThat(fixture.database().number("SELECT generation FROM messaging.subscription"))
                .isEqualTo(1);
    }

    @Test
    void rebuildsInTheMiddleOfEverythingLoseNothing() {
        var random = new Random(5);
        var crowd = new ArrayList<QueueConsumer>();
        FaultPoint interrupted = step -> {
            if (!crowd.isEmpty() && step.startsWith("consumer") && random.nextInt(4) == 0) {
                var other = crowd.get(random.nextInt(crowd.size()));
                fixture.database().apart(() -> quietly(random.nextInt(5) == 0 ? other::rebuild : other::runOnce));
            }
        };
        crowd.add(fixture.consumer("one", FaultPoint.NONE));
        crowd.add(fixture.consumer("one", FaultPoint.NONE));
        var one = fixture.consumer(fixture.subscription().batchesOf(4).build(), "one", interrupted);
        for (var turn = 0; turn < 25; turn++) {
            fixture.publishFirst(turn * 3 + 1, turn * 3 + 3);
            quietly(() -> MessagingFixture.turn(publication));
            quietly(one::runOnce);
        }
        crowd.clear();

        settleThroughFailures();

        assertThat(fixture.database().number("SELECT generation FROM messaging.subscription"))
                .isPositive();
        assertThat(fixture.applied()).isEqualTo(ids(1, 75));
        assertThat(fixture.shown()).isEqualTo(ids(1, 75));
    }

    /** The thread of the consumer may write down an old offset just after the rebuild, from another thread, has wiped it out. */
    @Test
    void aRebuildBetweenACommitAndItsNoteIsNotForgotten() {
        fixture.publishFirst(1, 5);
        fixture.settle(publication, consumer);
        fixture.publishFirst(6, 6);
        fixture.deliver(publication);
        var rebuilt = new AtomicInteger();
        var self = new ArrayList<QueueConsumer>();
        self.add(fixture.consumer("one", step -> {
            if (step.equals("consumer.after-commit") && rebuilt.getAndIncrement() == 0) {
                fixture.database().apart(self.getFirst()::rebuild);
            }
        }));
        self.getFirst().runOnce();

        fixture.settle(publication, fixture.consumer());

        assertThat(fixture.applied()).isEqualTo(ids(1, 6));
    }

    /** The entries that it has read do not follow the beginning. A consumer once applied them there, and skipped all before them. */
    @Test
    void aRebuildBetweenALookAndItsUseSkipsNothing() {
        fixture.publishFirst(1, 5);
        fixture.settle(publication, consumer);
        fixture.publishFirst(6, 12);
        fixture.deliver(publication);
        var looks = new AtomicInteger();
        var self = new ArrayList<QueueConsumer>();
        self.add(fixture.consumer("one", at -> {
            if (at.equals("consumer.after-peek") && looks.getAndIncrement() == 0) {
                self.getFirst().rebuild();
            }
        }));
        quietly(self.getFirst()::runOnce);

        fixture.settle(publication, self.getFirst());

        assertThat(fixture.applied()).isEqualTo(ids(1, 12));
        assertThat(fixture.shown()).isEqualTo(ids(1, 12));
    }

    @Test
    void aRebuildWithoutRedisIsNoFailureAndIsDoneWhenRedisIsBack() {
        fixture.publishFirst(1, 4);
        fixture.settle(publication, consumer);
        fixture.redis().kill();

        consumer.rebuild();
        assertThat(consumer.state().offset()).isEqualTo(Offset.START);

        fixture.bringRedisBack();
        settleThroughFailures();
        assertThat(fixture.applied()).isEqualTo(ids(1, 4));
    }

    /** A rebuild of one source that was restored: found by its relay, told to the operator, repaired by the rebuild. */
    @Test
    void aReplicaOfARestoredSourceIsRebuilt() {
        fixture.publishFirst(1, 5);
        fixture.settle(publication, consumer);
        fixture.database().observer().execute("CREATE TABLE old AS SELECT * FROM messaging.event_log");
        fixture.publishFirst(6, 9);
        fixture.settle(publication, consumer);
        fixture.database().observer().execute("""
                TRUNCATE messaging.event_log;
                INSERT INTO messaging.event_log OVERRIDING SYSTEM VALUE SELECT * FROM old;
                UPDATE messaging.stream_head SET position = 5;
                DROP TABLE old
                """);
        fixture.publishFirst(10, 16);

        for (var turn = 0; turn < 6; turn++) {
            MessagingFixture.turn(publication);
            consumer.runOnce();
        }
        assertThat(publication.relays().getFirst().isDiverged()).isTrue();
        assertThat(fixture.shown()).isEqualTo(ids(1, 9));

        consumer.rebuild();
        fixture.settle(publication, consumer);

        assertThat(publication.relays().getFirst().isDiverged()).isFalse();
        assertThat(fixture.shown()).containsExactly(1L, 2L, 3L, 4L, 5L, 10L, 11L, 12L, 13L, 14L, 15L, 16L);
    }

    @Test
    void aReplicaThatWasRestoredCatchesUpByItself() {
        fixture.publishFirst(1, 5);
        fixture.settle(publication, consumer);
        fixture.database()
                .observer()
                .execute(
                        "CREATE TABLE old_row AS SELECT * FROM messaging.subscription; CREATE TABLE old_thing AS SELECT * FROM thing;"
                                + "CREATE TABLE old_effect AS SELECT * FROM effect");
        fixture.publishFirst(6, 9);
        fixture.settle(publication, consumer);
        fixture.database().observer().execute("""
                TRUNCATE messaging.subscription, thing, effect;
                INSERT INTO messaging.subscription SELECT * FROM old_row;
                INSERT INTO thing SELECT * FROM old_thing;
                INSERT INTO effect SELECT * FROM old_effect;
                DROP TABLE old_row, old_thing, old_effect
                """);

        fixture.settle(publication, fixture.consumer());

        assertThat(fixture.applied()).isEqualTo(ids(1, 9));
    }

    @Test
    void aDatabaseThatCrashesIsWaitedForAndNothingIsLost() {
        try (var postgres = TestServers.startPostgres();
                var own = MessagingFixture.in(postgres)) {
            var source = own.publication();
            var reader = own.consumer();
            own.publishFirst(1, 5);
            own.settle(source, reader);
            own.publishFirst(6, 8);
            own.deliver(source);

            postgres.crash();
            assertThatThrownBy(reader::runOnce).isInstanceOf(RuntimeException.class);
            assertThatThrownBy(() -> MessagingFixture.turn(source)).isInstanceOf(RuntimeException.class);
            postgres.start();

            quietly(reader::runOnce);
            quietly(() -> MessagingFixture.turn(source));
            for (var turn = 0; turn < 20; turn++) {
                quietly(() -> MessagingFixture.turn(source));
                quietly(reader::runOnce);
            }
            assertThat(reader.state().offset().position()).isEqualTo(8);
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
                    fixture.settle(publication, fixture.consumer());
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
        return fixture.redis().commands().clientList().lines().count();
    }

    private static List<Long> ids(long from, long to) {
        return LongStream.rangeClosed(from, to).boxed().toList();
    }
}
