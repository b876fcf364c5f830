package org.chasqui.messaging.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.chasqui.messaging.Event;
import org.chasqui.messaging.consumer.DeadLetters.DeadLetter;
import org.chasqui.messaging.consumer.DeadLetters.Failure;
import org.chasqui.messaging.fixtures.KillableProcess;
import org.chasqui.messaging.fixtures.MessagingFixture;
import org.chasqui.messaging.fixtures.SampleState;
import org.chasqui.messaging.outbox.Publication;
import org.chasqui.messaging.queue.Entry;
import org.chasqui.messaging.queue.Offset;
import org.chasqui.platform.FaultPoint;
import org.chasqui.platform.Trace;
import org.chasqui.platform.worker.Worker.Pass;
import org.chasqui.platform.worker.WorkerLoop;
import org.chasqui.platform.worker.WorkerLoop.Backoff;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.CannotAcquireLockException;

/** Events that cannot be applied, and events that only seem so. */
class FailingEventsIT {

    private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    private static final MessagingFixture fixture = MessagingFixture.open();

    private final Publication publication = fixture.publication();
    private final AtomicInteger tries = new AtomicInteger();
    private QueueConsumer consumer = fixture.consumer();

    @BeforeEach
    void fill() {
        fixture.reset();
        fixture.settle(publication, consumer);
        fixture.publishFirst(1, 3);
        fixture.deliver(publication);
    }

    @AfterAll
    static void close() {
        fixture.close();
    }

    @Test
    void anEventThatAlwaysFailsIsADeadLetterAfterFiveAttemptsAndTheStreamGoesOn() {
        failing(2);

        for (var attempt = 1; attempt < 5; attempt++) {
            assertThatThrownBy(consumer::runOnce).hasMessage("not this one");
            assertThat(fixture.attempts()).isEqualTo(attempt);
            assertThat(fixture.applied()).containsExactly(1L);
            fixture.deliver(publication);
        }
        fixture.settle(publication, consumer);

        assertThat(fixture.applied()).containsExactly(1L, 3L);
        assertThat(consumer.deadLetters().open(10)).singleElement().satisfies(letter -> {
            assertThat(letter.position()).isEqualTo(2);
            assertThat(letter.attempts()).isEqualTo(5);
            assertThat(letter.fatal()).isFalse();
            assertThat(letter.error()).contains("not this one");
            assertThat(letter.stack()).contains("\tat " + getClass().getName()).doesNotContain("not this one");
        });
        assertThat(fixture.attempts()).isZero();
    }

    @Test
    void whatIsReportedOfAnEventThatFailsHasItsTrace() {
        fixture.settle(publication, consumer);
        Trace.during(Optional.of(TRACE), () -> fixture.publishFirst(4, 4));
        fixture.publishFirst(5, 5);
        failing(4);
        fixture.deliver(publication);

        assertThatThrownBy(consumer::runOnce).hasMessage("not this one");
        assertThat(Trace.current()).contains(TRACE);

        Trace.leave(); // as the loop does when it has reported
        fixture.repair();
        fixture.settle(publication, consumer);
        assertThat(Trace.current()).isEmpty();
    }

    @Test
    void aBatchIsTakenApartToFindTheOneThatFails() {
        fixture.settle(publication, consumer); // why: the first batch of a consumer is applied one by one anyway
        fixture.publishFirst(4, 9);
        failing(7);

        settleThroughFailures();

        assertThat(fixture.applied()).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 8L, 9L);
        assertThat(tries).hasValue(1 + 5);
        assertThat(consumer.deadLetters().count()).isEqualTo(1);
    }

    /** It would stop the stream. */
    @Test
    void aDeadLetterIsWrittenHoweverLongItsSubjectIs() {
        var subject =
                Stream.generate(() -> UUID.randomUUID().toString()).limit(280).collect(Collectors.joining());
        var entry = Entry.after(Offset.START, new Offset(9, "nine"), "{\"subject\":\"" + subject + "\"}");

        consumer.deadLetters().add(entry, new Failure("no", null), 5, false);

        assertThat(consumer.deadLetters().contains("nine")).isTrue();
    }

    @Test
    void anErrorCountsLikeAnException() {
        fixture.beforeEach(message -> {
            if (message.aggregateId() == 2) {
                throw new StackOverflowError("deep");
            }
        });

        settleThroughFailures();

        assertThat(fixture.applied()).containsExactly(1L, 3L);
        assertThat(consumer.deadLetters().open(1))
                .singleElement()
                .satisfies(letter -> assertThat(letter.error()).contains("StackOverflowError"));
    }

    @Test
    void anEventThatEndsTheProcessIsADeadLetterAfterFiveRestarts() {
        for (var restart = 0; restart < 5; restart++) {
            assertThatThrownBy(processEndingAt(2)::runOnce).hasMessageContaining("process");
            assertThat(fixture.attempts()).isEqualTo(restart + 1);
        }
        consumer = fixture.consumer();
        fixture.settle(publication, consumer);

        assertThat(fixture.applied()).containsExactly(1L, 3L);
        assertThat(consumer.deadLetters().open(10)).singleElement().satisfies(letter -> {
            assertThat(letter.fatal()).isTrue();
            assertThat(letter.error()).contains("process ended");
            assertThat(letter.attempts()).isEqualTo(5);
        });
    }

    /** It would end every process that is started, one after the other: the redrive begins with the start. */
    @Test
    void aDeadLetterThatEndedTheProcessIsNotTriedAgainWithoutAPerson() {
        for (var restart = 0; restart < 5; restart++) {
            assertThatThrownBy(processEndingAt(2)::runOnce).hasMessageContaining("process");
        }
        fixture.settle(publication, consumer);
        failing(2);

        redrive();
        assertThat(tries).hasValue(0);

        fixture.repair();
        redrive();
        assertThat(fixture.applied()).containsExactly(1L, 3L);
        var letter = consumer.deadLetters().open(1).getFirst();
        assertThat(consumer.deadLetters().replay(letter.eventId())).isTrue();
        assertThat(fixture.applied()).containsExactly(1L, 2L, 3L);
    }

    @Test
    void aRedriveThatEndsTheProcessIsTheLastOfThatLetter() {
        failing(2);
        settleThroughFailures();
        fixture.repair();
        var process = processEndingAt(2);

        assertThatThrownBy(() -> process.deadLetters().redrive(10)).isInstanceOf(IllegalStateException.class);

        fixture.repair();
        redrive();
        assertThat(consumer.deadLetters().open(1)).singleElement().satisfies(letter -> {
            assertThat(letter.fatal()).isTrue();
            assertThat(letter.attempts()).isEqualTo(6);
        });
        assertThat(fixture.applied()).containsExactly(1L, 3L);
    }

    @Test
    void deadLettersAreTriedAgainByThemselvesAndStayOpenUntilTheyWork() {
        failing(2);
        settleThroughFailures();

        redrive();
        assertThat(consumer.deadLetters().open(1)).singleElement().satisfies(letter -> {
            assertThat(letter.attempts()).isEqualTo(6);
            assertThat(letter.fatal()).isFalse();
        });

        fixture.repair();
        redrive();
        assertThat(consumer.deadLetters().count()).isZero();
        assertThat(fixture.applied()).containsExactly(1L, 2L, 3L);
        assertThat(fixture.database().number("SELECT count(*) FROM messaging.dead_letter WHERE state = 'replayed'"))
                .isEqualTo(1);
    }

    @Test
    void aSupersededDeadLetterChangesNothingWhenItIsReplayed() {
        failing(2);
        settleThroughFailures();
        fixture.repair();
        fixture.publish(2, 2);
        fixture.settle(publication, consumer);

        var letters = consumer.deadLetters();
        assertThat(letters.replay(letters.open(1).getFirst().eventId())).isTrue();

        assertThat(fixture.database().number("SELECT version FROM thing WHERE id = 2"))
                .isEqualTo(2);
    }

    /** Letters of a history that a restored source has lost would bring it back. */
    @Test
    void aRebuildLeavesNoLetterOpenButThoseThatFailAgain() {
        failing(2);
        settleThroughFailures();
        var letter = consumer.deadLetters().open(1).getFirst().eventId();

        consumer.rebuild();
        assertThat(consumer.deadLetters().count()).isZero();
        assertThat(consumer.deadLetters().replay(letter)).isFalse();

        settleThroughFailures();
        assertThat(consumer.deadLetters().open(2))
                .extracting(DeadLetter::eventId)
                .containsExactly(letter);
    }

    @Test
    void aDiscardedDeadLetterIsKeptButNoLongerOpen() {
        failing(2);
        settleThroughFailures();
        fixture.repair();
        var letters = consumer.deadLetters();
        var id = letters.open(1).getFirst().eventId();

        assertThat(letters.discard(id)).isTrue();

        assertThat(letters.discard(id)).isFalse();
        assertThat(letters.replay(id)).isFalse();
        redrive();
        assertThat(letters.count()).isZero();
        assertThat(fixture.applied()).containsExactly(1L, 3L);
        assertThat(fixture.database().number("SELECT count(*) FROM messaging.dead_letter WHERE state = 'discarded'"))
                .isEqualTo(1);
    }

    @Test
    void anUnknownDeadLetterIsNoneToReplayOrDiscard() {
        assertThat(consumer.deadLetters().replay(UUID.randomUUID().toString())).isFalse();
        assertThat(consumer.deadLetters().discard("nonsense")).isFalse();
    }

    @Test
    void failuresOfTheMomentNeverCount() {
        fixture.beforeEach(message -> {
            if (message.aggregateId() == 2 && tries.incrementAndGet() <= 30) {
                throw new CannotAcquireLockException("busy");
            }
        });

        for (var pass = 0; pass < 30; pass++) {
            assertThatThrownBy(consumer::runOnce).isInstanceOf(CannotAcquireLockException.class);
            assertThat(fixture.attempts()).isZero();
        }
        fixture.settle(publication, consumer);

        assertThat(fixture.applied()).containsExactly(1L, 2L, 3L);
        assertThat(consumer.deadLetters().count()).isZero();
    }

    /** An orchestrator that takes a long pass for one that hangs ends the process, and that counts as an attempt. */
    @Test
    void eachEventOfAPassThatGoesOneByOneShowsThatItGetsOn() throws Exception {
        var begun = new AtomicLong();
        var gotOn = new CompletableFuture<Boolean>();
        var loop = new WorkerLoop(consumer, new Backoff(Duration.ofMillis(1), Duration.ofMillis(1)));
        consumer.stopped();
        fixture.beforeEach(message -> {
            if (message.aggregateId() == 1) {
                begun.set(System.nanoTime());
            }
            if (message.aggregateId() == 2) {
                gotOn.complete(loop.age().toNanos() <= System.nanoTime() - begun.get());
            }
        });
        loop.start();
        try {
            assertThat(gotOn.get(30, TimeUnit.SECONDS)).isTrue();
        } finally {
            loop.stop();
            loop.awaitEnd(Duration.ofSeconds(30));
        }
    }

    /** The rollback fails as well, and its exception says nothing of the broken connection: this was once taken for the event's fault. */
    @Test
    void aBrokenConnectionIsNoFailureOfTheEvent() {
        fixture.beforeEach(message -> {
            if (message.aggregateId() == 2 && tries.incrementAndGet() <= 12) {
                fixture.database().terminateSessions();
            }
        });

        settleThroughFailures();

        assertThat(tries.get()).isGreaterThan(12);
        assertThat(fixture.applied()).containsExactly(1L, 2L, 3L);
        assertThat(consumer.deadLetters().count()).isZero();
    }

    /** The database that fails an event is mostly away for taking the attempt back, too. */
    @Test
    void anAttemptIsTakenBackLaterWhereItCannotBeAtOnce() {
        fixture.database().jdbc().execute("""
                        CREATE SEQUENCE refusal;
                        CREATE FUNCTION refuse_every_other() RETURNS trigger LANGUAGE plpgsql AS $$
                        BEGIN
                            IF nextval('refusal') % 2 = 1 THEN RAISE 'busy' USING ERRCODE = '55P03'; END IF;
                            RETURN NEW;
                        END $$;
                        CREATE TRIGGER refuse BEFORE UPDATE ON messaging.subscription FOR EACH ROW
                        WHEN (NEW.attempts < OLD.attempts AND NEW.position = OLD.position)
                        EXECUTE FUNCTION refuse_every_other()
                        """);
        fixture.beforeEach(message -> {
            if (message.aggregateId() == 2 && tries.incrementAndGet() <= 12) {
                throw new CannotAcquireLockException("busy");
            }
        });

        settleThroughFailures();
        fixture.database().jdbc().execute("DROP TRIGGER refuse ON messaging.subscription");

        assertThat(tries.get()).isGreaterThan(12);
        assertThat(fixture.applied()).containsExactly(1L, 2L, 3L);
        assertThat(consumer.deadLetters().count()).isZero();
    }

    @Test
    void aStaleConsumerDoesNotMakeTheAttemptsAtAnotherEventForgotten() {
        var stale = fixture.consumer(fixture.subscription().build(), "one", step -> {
            if (step.equals("consumer.after-peek") && tries.getAndIncrement() == 0) {
                failing(2);
                assertThatThrownBy(() -> fixture.consumer().runOnce()).hasMessage("not this one");
                assertThat(fixture.attempts()).isEqualTo(1);
            }
        });

        assertThat(stale.runOnce()).isEqualTo(Pass.BLOCKED);

        assertThat(fixture.attempts()).isEqualTo(1);
    }

    @Test
    void anEventOfAnUnknownTypeWaitsUntilTheSubscriptionLearnsIt() {
        fixture.settle(publication, consumer);
        fixture.publish(new Event(
                "praise.given.v1", "praise", 1, 1, new SampleState("much"), Optional.empty(), Optional.empty()));
        fixture.publishFirst(4, 5);
        for (var turn = 0; turn < 10; turn++) {
            MessagingFixture.turn(publication);
            consumer.runOnce();
        }

        assertThat(consumer.waitingFor()).startsWith("4:");
        assertThat(fixture.applied()).containsExactly(1L, 2L, 3L);
        assertThat(consumer.deadLetters().count()).isZero();

        consumer = fixture.consumer(
                fixture.subscription().ignoring("praise.given.v1").build(), "one", FaultPoint.NONE);
        fixture.settle(publication, consumer);
        assertThat(fixture.applied()).containsExactly(1L, 2L, 3L, 4L, 5L);
        assertThat(consumer.waitingFor()).isNull();
    }

    /** Old and new instances run side by side while a release is rolled out. */
    @Test
    void anInstanceThatKnowsTheTypeGoesOnWhereAnotherWaits() {
        fixture.settle(publication, consumer);
        fixture.publish(new Event(
                "praise.given.v1", "praise", 1, 1, new SampleState("much"), Optional.empty(), Optional.empty()));
        for (var turn = 0; turn < 5; turn++) {
            MessagingFixture.turn(publication);
            consumer.runOnce();
        }
        var newer = fixture.consumer(
                fixture.subscription().ignoring("praise.given.v1").build(), "two", FaultPoint.NONE);

        fixture.settle(publication, newer);
        assertThat(newer.state().offset().position()).isEqualTo(4);

        assertThat(consumer.runOnce()).isEqualTo(Pass.IDLE);
        assertThat(consumer.waitingFor()).isNull();
    }

    @Test
    void anEventOfANewerVersionOfItsTypeWaits() {
        fixture.settle(publication, consumer);
        fixture.publishFirst(4, 4);
        fixture.database()
                .jdbc()
                .update("UPDATE messaging.event_log SET type = 'thing.changed.v2' WHERE position IS NULL");
        for (var turn = 0; turn < 5; turn++) {
            MessagingFixture.turn(publication);
            consumer.runOnce();
        }

        assertThat(consumer.waitingFor()).startsWith("4:");
        assertThat(fixture.applied()).containsExactly(1L, 2L, 3L);
    }

    /** It chains, so it looks like the next event; but the log does not have it. */
    @Test
    void anUnknownEventThatSomebodyWroteIntoTheListDoesNotStopTheStream() {
        fixture.settle(publication, consumer);
        fixture.redis()
                .commands()
                .rpush(
                        fixture.name().list(),
                        "4:%s:3:%s|{\"type\":\"alien.v1\"}"
                                .formatted(
                                        UUID.randomUUID(),
                                        consumer.state().offset().eventId()));
        assertThat(consumer.runOnce()).isEqualTo(Pass.BLOCKED);
        fixture.publishFirst(4, 5);

        settleThroughFailures();

        assertThat(fixture.applied()).containsExactly(1L, 2L, 3L, 4L, 5L);
        assertThat(publication.relays().getFirst().isDiverged()).isFalse();
        assertThat(consumer.waitingFor()).isNull();
    }

    /** With a fresh entry from the log the second attempt succeeds: the first was not the event's fault. */
    @Test
    void anEntryThatWasTamperedWithIsFetchedAnew() {
        fixture.settle(publication, consumer);
        fixture.publishFirst(4, 4);
        fixture.deliver(publication);
        var element = fixture.redis().commands().lindex(fixture.name().list(), 0);
        fixture.redis().commands().lset(fixture.name().list(), 0, element.substring(0, element.length() - 9));

        settleThroughFailures();

        assertThat(fixture.applied()).containsExactly(1L, 2L, 3L, 4L);
        assertThat(consumer.deadLetters().count()).isZero();
    }

    @Test
    void anEventWhoseDataDoesNotFitIsADeadLetter() {
        fixture.settle(publication, consumer);
        fixture.publish(Event.of(MessagingFixture.CHANGED, "thing", 4, 1, List.of("no object")));
        fixture.publishFirst(5, 5);

        settleThroughFailures();

        assertThat(fixture.applied()).containsExactly(1L, 2L, 3L, 5L);
        assertThat(consumer.deadLetters().count()).isEqualTo(1);
    }

    private void failing(long id) {
        fixture.beforeEach(message -> {
            if (message.aggregateId() == id) {
                tries.incrementAndGet();
                throw new IllegalStateException("not this one");
            }
        });
    }

    /** A consumer in a process that ends at this event. */
    private QueueConsumer processEndingAt(long id) {
        var process = new KillableProcess();
        fixture.repair();
        fixture.beforeEach(message -> {
            if (message.aggregateId() == id && !process.isOver()) {
                throw process.end();
            }
        });
        return fixture.consumer(process);
    }

    private void redrive() {
        fixture.consumer().redrive().runOnce();
    }

    private void settleThroughFailures() {
        for (var turn = 0; turn < 300; turn++) {
            try {
                fixture.settle(publication, consumer);
                return;
            } catch (RuntimeException | Error e) {
                assertThat(turn).as("turns that failed, the last by %s", e).isLessThan(200);
            }
        }
    }
}
