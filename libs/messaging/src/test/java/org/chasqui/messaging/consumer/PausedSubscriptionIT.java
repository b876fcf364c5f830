package org.chasqui.messaging.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import org.chasqui.messaging.Event;
import org.chasqui.messaging.fixtures.KillableProcess;
import org.chasqui.messaging.fixtures.MessagingFixture;
import org.chasqui.messaging.fixtures.SampleState;
import org.chasqui.messaging.outbox.Publication;
import org.chasqui.platform.FaultPoint;
import org.chasqui.platform.worker.Worker.Pass;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A subscription that an operator has paused, and resumes. */
class PausedSubscriptionIT {

    private static final int CAPACITY = 10;

    private static final MessagingFixture fixture = MessagingFixture.open();

    private final Publication publication = fixture.publication(CAPACITY, FaultPoint.NONE);
    private final QueueConsumer consumer = fixture.consumer();

    @BeforeEach
    void apply() {
        fixture.reset();
        fixture.publishFirst(1, 3);
        fixture.settle(publication, consumer);
    }

    @AfterAll
    static void close() {
        fixture.close();
    }

    @Test
    void nothingIsAppliedUntilItIsResumedAndThenEverything() {
        consumer.control().pause("olga");
        assertThat(consumer.control().standing().paused())
                .satisfies(paused -> assertThat(paused.by()).isEqualTo("olga"));
        assertThat(consumer.control().standing().owner()).isNull();

        fixture.publishFirst(4, 40);
        for (var turn = 0; turn < 20; turn++) {
            MessagingFixture.turn(publication);
            assertThat(consumer.runOnce()).isIn(Pass.IDLE, Pass.BLOCKED);
        }
        assertThat(fixture.applied()).isEqualTo(ids(1, 3));
        assertThat(fixture.queue().peek(0).length()).as("the relay waits").isEqualTo(CAPACITY);
        assertThat(publication.relays().getFirst().acknowledged()).isEqualTo(3);

        consumer.control().resume();
        assertThat(consumer.control().standing().isPaused()).isFalse();
        fixture.settle(publication, consumer);
        assertThat(fixture.applied()).isEqualTo(ids(1, 40));
    }

    /** The holder of the lease asks the database only from time to time. */
    @Test
    void whatIsAboutToBeAppliedIsNotAppliedAndCountsAsNoAttempt() {
        var armed = new AtomicBoolean();
        var self = new ArrayList<QueueConsumer>();
        self.add(fixture.consumer("one", step -> {
            if (step.equals("consumer.after-peek") && armed.getAndSet(false)) {
                self.getFirst().control().pause("olga");
            }
        }));
        for (var first : List.of(4, 7)) { // at first one by one, then together
            fixture.publishFirst(first, first + 2);
            fixture.deliver(publication);
            armed.set(true);

            assertThat(self.getFirst().runOnce()).isEqualTo(Pass.BLOCKED);

            assertThat(fixture.applied()).isEqualTo(ids(1, first - 1));
            assertThat(fixture.attempts()).isZero();
            assertThat(self.getFirst().runOnce()).isEqualTo(Pass.IDLE);
            self.getFirst().control().resume();
            fixture.settle(publication, self.getFirst());
        }
        assertThat(fixture.applied()).isEqualTo(ids(1, 9));
    }

    @Test
    void itStaysPausedWhenTheProcessIsKilledAndForThoseThatWouldTakeOver() {
        var process = new KillableProcess();
        var dying = fixture.consumer(process);
        fixture.publishFirst(4, 6);
        fixture.deliver(publication);
        fixture.beforeEach(message -> {
            if (message.aggregateId() == 5) {
                throw process.end();
            }
        });
        assertThatThrownBy(dying::runOnce).isInstanceOf(Throwable.class);
        fixture.repair();

        consumer.control().pause("olga");
        var other = fixture.consumer("two", FaultPoint.NONE);
        for (var turn = 0; turn < 3; turn++) {
            assertThat(other.runOnce()).isEqualTo(Pass.IDLE);
            assertThat(fixture.consumer().runOnce()).isEqualTo(Pass.IDLE);
        }
        assertThat(fixture.applied()).isEqualTo(ids(1, 4));

        other.control().resume();
        fixture.settle(publication, other);
        assertThat(fixture.applied()).isEqualTo(ids(1, 6));
        assertThat(consumer.control().standing().owner()).isEqualTo("two");
    }

    @Test
    void itTellsARedisThatHasForgottenHowFarItIs() {
        consumer.control().pause("olga");
        fixture.publishFirst(4, 6);
        fixture.deliver(publication);
        fixture.redis().commands().flushall();
        assertThat(publication.relays().getFirst().acknowledged()).isNull();

        assertThat(fixture.consumer("two", FaultPoint.NONE).runOnce()).isEqualTo(Pass.IDLE);

        assertThat(publication.relays().getFirst().acknowledged()).isEqualTo(3);
        consumer.control().resume();
        fixture.settle(publication, consumer);
        assertThat(fixture.applied()).isEqualTo(ids(1, 6));
    }

    @Test
    void aRebuildWaitsToo() {
        consumer.control().pause("olga");
        consumer.rebuild();
        for (var turn = 0; turn < 5; turn++) {
            MessagingFixture.turn(publication);
            consumer.runOnce();
        }
        assertThat(consumer.state().isRebuilding()).isTrue();
        assertThat(consumer.state().offset().position()).isZero();
        assertThat(fixture.shown()).isEqualTo(ids(1, 3));

        consumer.control().resume();
        fixture.settle(publication, consumer);
        assertThat(fixture.applied()).isEqualTo(ids(1, 3));
    }

    @Test
    void nothingIsSetAsideMeanwhileAndDeadLettersAreLeftToPersons() {
        fixture.beforeEach(message -> {
            throw new IllegalStateException("not this one");
        });
        fixture.publishFirst(4, 4);
        fixture.deliver(publication);
        for (var attempt = 1; attempt < 5; attempt++) {
            assertThatThrownBy(consumer::runOnce).hasMessage("not this one");
            fixture.deliver(publication);
        }
        consumer.runOnce();
        fixture.repair();
        fixture.publish(Event.of("thing.praised.v1", "thing", 5, 1, new SampleState("praised")));
        fixture.deliver(publication);
        consumer.runOnce();
        var waitsFor = String.valueOf(consumer.waitingFor()).substring(2);
        consumer.control().pause("olga");

        fixture.deliver(publication);
        assertThat(consumer.control().setAside(waitsFor)).isFalse();
        consumer.redrive().runOnce();
        var letters = consumer.deadLetters();
        assertThat(letters.openIds("", "", 9)).hasSize(1);
        assertThat(letters.replay(letters.openIds("", "", 9).getFirst())).isTrue();

        consumer.control().resume();
        fixture.deliver(publication);
        assertThat(consumer.control().setAside(waitsFor)).isTrue();
        fixture.settle(publication, consumer);
        assertThat(fixture.shown()).isEqualTo(ids(1, 4));
    }

    private static List<Long> ids(long from, long to) {
        return LongStream.rangeClosed(from, to).boxed().toList();
    }
}
