package org.chasqui.messaging.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.chasqui.messaging.Event;
import org.chasqui.messaging.fixtures.MessagingFixture;
import org.chasqui.messaging.fixtures.SampleState;
import org.chasqui.messaging.outbox.EventLogReader.LoggedEvent;
import org.chasqui.messaging.queue.Offset;
import org.chasqui.messaging.queue.RedisQueue.LogPositions;
import org.chasqui.platform.FaultPoint;
import org.chasqui.platform.worker.WakeUp;
import org.chasqui.platform.worker.Worker.Pass;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.util.unit.DataSize;

@Timeout(120)
class RelayIT {

    private static final MessagingFixture fixture = MessagingFixture.open();

    @BeforeEach
    void publish() {
        fixture.reset();
        fixture.publishFirst(1, 10);
        fixture.publication().sequencer().runOnce();
    }

    @AfterAll
    static void close() {
        fixture.close();
    }

    @Test
    void waitsUntilTheSubscriberSaysWhereItStands() {
        var relay = relay(100, 1_000_000);
        assertThat(relay.runOnce()).isEqualTo(Pass.IDLE);
        assertThat(length()).isZero();

        fixture.queue().sync(Offset.START);

        assertThat(relay.runOnce()).isEqualTo(Pass.FINISHED);
        assertThat(relay.runOnce()).isEqualTo(Pass.IDLE);
        assertThat(length()).isEqualTo(10);
    }

    @Test
    void knowsWhenItPushedWhatAndNothingThatAnotherHasPushed() {
        fixture.queue().sync(Offset.START);
        var relay = relay(4, 1_000_000);
        relay.runOnce();
        fixture.queue().sync(fixture.offset(4));
        relay.runOnce();

        assertThat(relay.pushedAt(4)).isEqualTo(relay.pushedAt(1)).isPresent();
        assertThat(relay.pushedAt(5).orElseThrow() - relay.pushedAt(4).orElseThrow())
                .isPositive();
        assertThat(relay.pushedAt(9)).as("there was no room").isEmpty();
        assertThat(relay(4, 1_000_000).pushedAt(1)).isEmpty();

        var first = relay.pushedAt(5);
        fixture.queue().dropEntries();
        relay.runOnce();
        relay.runOnce();
        assertThat(relay.pushedAt(5)).as("of the first push").isEqualTo(first);
    }

    @Test
    void forgetsItsPushesWithALostHistory() {
        fixture.queue().sync(Offset.START);
        var relay = relay(100, 1_000_000);
        relay.runOnce();
        fixture.queue().sync(fixture.offset(10));
        fixture.database().observer().update("DELETE FROM messaging.event_log WHERE position > 7");
        relay.runOnce();

        assertThat(relay.pushedAt(8)).isEmpty();
    }

    /** Nobody calls it then: the call for what was published may have come before. */
    @Test
    void looksAgainSoonForASubscriberThatHasNotSaidWhereItStands() throws InterruptedException {
        var seldom = new Relay.Settings(200, DataSize.ofMegabytes(1), 100, Duration.ofDays(1), Duration.ofMillis(1));
        var relay = new Relay(
                fixture.queue(),
                fixture.database().jdbc(),
                new RecentEvents(System::nanoTime),
                seldom,
                new WakeUp(),
                FaultPoint.NONE);
        assertThat(relay.runOnce()).isEqualTo(Pass.IDLE);

        fixture.queue().sync(Offset.START);
        relay.awaitWork();

        assertThat(relay.runOnce()).isEqualTo(Pass.FINISHED);
    }

    @Test
    void fillsTheListUpToItsCapacityAndGoesOnWhenThereIsRoom() {
        fixture.queue().sync(Offset.START);
        var relay = relay(4, 1_000_000);

        relay.runOnce();
        relay.runOnce();
        assertThat(length()).isEqualTo(4);

        fixture.queue().sync(fixture.offset(1));
        relay.runOnce();
        assertThat(length()).as("why: a batch would be read for one entry").isEqualTo(3);

        fixture.queue().sync(fixture.offset(2));
        relay.runOnce();
        assertThat(length()).isEqualTo(4);
        assertThat(last()).startsWith("6:");

        fixture.queue().sync(fixture.offset(5));
        relay.runOnce();
        assertThat(length()).isEqualTo(4);
        assertThat(last()).startsWith("9:");
    }

    @Test
    void aPushEndsBeforeTheBytesItMayHaveButHasOneEvent() {
        fixture.reset();
        fixture.publish(Event.of(MessagingFixture.CHANGED, "thing", 1, 1, new SampleState("x".repeat(300))));
        fixture.publish(Event.of(MessagingFixture.CHANGED, "thing", 2, 1, new SampleState("ñ".repeat(300))));
        fixture.publish(Event.of(MessagingFixture.CHANGED, "thing", 3, 1, new SampleState("y".repeat(2_000))));
        fixture.publish(Event.of(MessagingFixture.CHANGED, "thing", 4, 1, new SampleState("z")));
        fixture.publication().sequencer().runOnce();
        fixture.queue().sync(Offset.START);
        var relay = relay(100, 1_200);

        relay.runOnce();
        assertThat(length()).as("550 bytes fit, 850 bytes more do not").isEqualTo(1);
        relay.runOnce();
        assertThat(length()).isEqualTo(2);
        relay.runOnce();
        assertThat(length()).as("one that is larger than a push goes alone").isEqualTo(3);
        relay.runOnce();
        assertThat(length()).isEqualTo(4);
    }

    @Test
    void anotherRelayThatWasFasterCostsNothing() {
        fixture.queue().sync(Offset.START);
        var fast = relay(100, 1_000_000);
        var slow = new Relay(
                fixture.queue(),
                fixture.database().jdbc(),
                new RecentEvents(System::nanoTime),
                settings(100, 1_000_000),
                new WakeUp(),
                step -> {
                    if (step.equals("relay.after-read")) {
                        fast.runOnce();
                    }
                });

        assertThat(slow.runOnce()).isEqualTo(Pass.PROGRESSED);
        assertThat(slow.runOnce()).isEqualTo(Pass.IDLE);

        assertThat(fixture.queue().peek(200).runAfter(Offset.START)).hasSize(10);
        assertThat(length()).isEqualTo(10);
    }

    @Test
    void aSourceThatHasLostWhatWasAppliedIsNoticedAlsoWhereNothingIsToBeSent() {
        var relay = relay(100, 1_000_000);
        var applied = fixture.offset(10);
        fixture.queue().sync(applied);
        relay.runOnce();
        assertThat(relay.isDiverged()).isFalse();
        fixture.database().observer().update("DELETE FROM messaging.event_log WHERE position > 7");
        fixture.database().observer().update("UPDATE messaging.stream_head SET position = 7");

        assertNoticedAfterTheSubscriberHasSaidItAgain(relay, applied);
    }

    @Test
    void aPositionThatWasGivenToAnotherEventIsNoticed() {
        fixture.queue().sync(new Offset(10, "an event of another history"));

        assertNoticedAfterTheSubscriberHasSaidItAgain(
                relay(100, 1_000_000), new Offset(10, "an event of another history"));
    }

    @Test
    void theAlarmEndsWhenTheSubscriberWasRebuilt() {
        var relay = relay(100, 1_000_000);
        aPositionThatWasGivenToAnotherEventIsNoticedBy(relay);

        fixture.queue().sync(Offset.START);
        relay.runOnce();

        assertThat(relay.isDiverged()).isFalse();
        assertThat(length()).isEqualTo(10);
    }

    @Test
    void saysHowFarTheLogGoesToASubscriberThatAsks() {
        fixture.queue().sync(fixture.offset(4));
        fixture.queue().ask("how far?");

        var relay = relay(100, 1_000_000);
        relay.runOnce();
        relay.runOnce();

        assertThat(fixture.queue().ask("how far?")).contains(new LogPositions(10, 0));
    }

    @Test
    void saysNothingToASubscriberOfAnotherHistory() {
        fixture.queue().ask("how far?");
        aPositionThatWasGivenToAnotherEventIsNoticedBy(relay(100, 1_000_000));

        assertThat(fixture.queue().ask("how far?")).isEmpty();
    }

    @Test
    void anEndThatSomebodyForgedIsDroppedWithoutAnAlarm() {
        fixture.queue().sync(Offset.START);
        var relay = relay(100, 1_000_000);
        relay.runOnce();
        fixture.redis().commands().rpush(fixture.name().list(), "77:a-forged-event:76:another|{}");

        for (var pass = 0; pass < 4; pass++) {
            relay.runOnce();
        }
        assertThat(fixture.redis()
                        .commands()
                        .exists(fixture.name().list(), fixture.name().acknowledged()))
                .isZero();
        fixture.queue().sync(fixture.offset(2));
        relay.runOnce();

        assertThat(relay.isDiverged()).isFalse();
        assertThat(length()).isEqualTo(8);
    }

    @Test
    void doesNotReadAgainWhatThisInstanceHasJustNumbered() {
        fixture.queue().sync(Offset.START);
        var recent = new RecentEvents(() -> 0);
        var relay = relay(100, 1_000_000, recent);
        relay.runOnce();

        recent.add(
                0,
                List.of(
                        new LoggedEvent(fixture.offset(10), "{}"),
                        new LoggedEvent(new Offset(11, "not in the log"), "{\"a\":1}")));
        relay.runOnce();

        assertThat(length()).isEqualTo(11);
        assertThat(last()).startsWith("11:not in the log:10:").endsWith("|{\"a\":1}");
    }

    /** It would otherwise ask for the end, get the same one, and ask again, as fast as it can. */
    @Test
    void anEndThatCannotBeTheEndIsNotAskedForAgainAtOnce() {
        fixture.redis()
                .commands()
                .eval(
                        "redis.call('SET', KEYS[1], '0:\\255')",
                        io.lettuce.core.ScriptOutputType.VALUE,
                        fixture.name().acknowledged());
        var relay = relay(100, 1_000_000);

        assertThat(relay.runOnce()).isEqualTo(Pass.BLOCKED);
        assertThat(relay.runOnce()).isEqualTo(Pass.BLOCKED);

        fixture.redis().commands().set(fixture.name().acknowledged(), "007:x");
        relay.runOnce();
        assertThat(relay.runOnce()).isNotEqualTo(Pass.PROGRESSED);
        assertThat(relay.runOnce()).isNotEqualTo(Pass.PROGRESSED);
    }

    private static void aPositionThatWasGivenToAnotherEventIsNoticedBy(Relay relay) {
        for (var pass = 0; pass < 3; pass++) {
            fixture.queue().sync(new Offset(10, "an event of another history"));
            relay.runOnce();
        }
        assertThat(relay.isDiverged()).isTrue();
    }

    private static void assertNoticedAfterTheSubscriberHasSaidItAgain(Relay relay, Offset applied) {
        assertThat(relay.runOnce()).isEqualTo(Pass.BLOCKED);
        assertThat(relay.isDiverged()).as("it may be an old list").isFalse();
        fixture.queue().sync(applied);
        assertThat(relay.runOnce()).isEqualTo(Pass.BLOCKED);
        assertThat(relay.isDiverged()).isTrue();
    }

    private static Relay relay(int capacity, int bytes) {
        return relay(capacity, bytes, new RecentEvents(System::nanoTime));
    }

    private static Relay relay(int capacity, int bytes, RecentEvents recent) {
        return new Relay(
                fixture.queue(),
                fixture.database().jdbc(),
                recent,
                settings(capacity, bytes),
                new WakeUp(),
                FaultPoint.NONE);
    }

    private static Relay.Settings settings(int capacity, int bytes) {
        return new Relay.Settings(200, DataSize.ofBytes(bytes), capacity, Duration.ofMillis(1), Duration.ofMillis(1));
    }

    private static long length() {
        return fixture.queue().peek(0).length();
    }

    private static String last() {
        return String.valueOf(fixture.redis().commands().lindex(fixture.name().list(), -1));
    }
}
