package org.chasqui.messaging.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.chasqui.messaging.Event;
import org.chasqui.messaging.fixtures.Line;
import org.chasqui.messaging.fixtures.Thing;
import org.chasqui.messaging.queue.Extent;
import org.chasqui.messaging.queue.Offset;
import org.chasqui.platform.FaultPoint;
import org.chasqui.platform.worker.Pass;
import org.chasqui.platform.worker.WakeUp;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.util.unit.DataSize;

@Timeout(120)
class RelayIT {

    private static final Line line = Line.open();

    @BeforeEach
    void publish() {
        line.reset();
        line.publishFirst(1, 10);
        line.publication().sequencer().runOnce();
    }

    @AfterAll
    static void close() {
        line.close();
    }

    @Test
    void waitsUntilTheSubscriberSaysWhereItStands() {
        var relay = relay(100, 1_000_000);
        assertThat(relay.runOnce()).isEqualTo(Pass.IDLE);
        assertThat(length()).isZero();

        line.queue().sync(Offset.START);

        assertThat(relay.runOnce()).isEqualTo(Pass.FINISHED);
        assertThat(relay.runOnce()).isEqualTo(Pass.IDLE);
        assertThat(length()).isEqualTo(10);
    }

    /** Nobody calls it then: the call for what was published may have come before. */
    @Test
    void looksAgainSoonForASubscriberThatHasNotSaidWhereItStands() throws InterruptedException {
        var seldom = new RelaySettings(200, DataSize.ofMegabytes(1), 100, Duration.ofDays(1), Duration.ofMillis(1));
        var relay = new Relay(line.queue(), line.site().jdbc(), seldom, new WakeUp(), FaultPoint.NONE);
        assertThat(relay.runOnce()).isEqualTo(Pass.IDLE);

        line.queue().sync(Offset.START);
        relay.awaitWork();

        assertThat(relay.runOnce()).isEqualTo(Pass.FINISHED);
    }

    @Test
    void fillsTheListUpToItsCapacityAndGoesOnWhenThereIsRoom() {
        line.queue().sync(Offset.START);
        var relay = relay(4, 1_000_000);

        relay.runOnce();
        relay.runOnce();
        assertThat(length()).isEqualTo(4);

        line.queue().sync(offset(3));
        relay.runOnce();
        assertThat(length()).isEqualTo(4);
        assertThat(last()).startsWith("7:");
    }

    @Test
    void aPushEndsBeforeTheBytesItMayHaveButHasOneEvent() {
        line.reset();
        line.publish(Event.of(Line.CHANGED, "thing", 1, 1, new Thing("x".repeat(300))));
        line.publish(Event.of(Line.CHANGED, "thing", 2, 1, new Thing("ñ".repeat(300))));
        line.publish(Event.of(Line.CHANGED, "thing", 3, 1, new Thing("y".repeat(2_000))));
        line.publish(Event.of(Line.CHANGED, "thing", 4, 1, new Thing("z")));
        line.publication().sequencer().runOnce();
        line.queue().sync(Offset.START);
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
        line.queue().sync(Offset.START);
        var fast = relay(100, 1_000_000);
        var slow = new Relay(line.queue(), line.site().jdbc(), settings(100, 1_000_000), new WakeUp(), step -> {
            if (step.equals("relay.after-read")) {
                fast.runOnce();
            }
        });

        assertThat(slow.runOnce()).isEqualTo(Pass.PROGRESSED);
        assertThat(slow.runOnce()).isEqualTo(Pass.IDLE);

        assertThat(line.queue().peek(200).runAfter(Offset.START)).hasSize(10);
        assertThat(length()).isEqualTo(10);
    }

    @Test
    void aSourceThatHasLostWhatWasAppliedIsNoticedAlsoWhereNothingIsToBeSent() {
        var relay = relay(100, 1_000_000);
        var applied = offset(10);
        line.queue().sync(applied);
        relay.runOnce();
        assertThat(relay.isDiverged()).isFalse();
        line.site().observer().update("DELETE FROM messaging.event_log WHERE position > 7");
        line.site().observer().update("UPDATE messaging.stream_head SET position = 7");

        assertNoticedAfterTheSubscriberHasSaidItAgain(relay, applied);
    }

    @Test
    void aPositionThatWasGivenToAnotherEventIsNoticed() {
        line.queue().sync(new Offset(10, "an event of another history"));

        assertNoticedAfterTheSubscriberHasSaidItAgain(
                relay(100, 1_000_000), new Offset(10, "an event of another history"));
    }

    @Test
    void theAlarmEndsWhenTheSubscriberWasRebuilt() {
        var relay = relay(100, 1_000_000);
        aPositionThatWasGivenToAnotherEventIsNoticedBy(relay);

        line.queue().sync(Offset.START);
        relay.runOnce();

        assertThat(relay.isDiverged()).isFalse();
        assertThat(length()).isEqualTo(10);
    }

    @Test
    void saysHowFarTheLogGoesToASubscriberThatAsks() {
        line.queue().sync(offset(4));
        line.queue().ask("how far?");

        var relay = relay(100, 1_000_000);
        relay.runOnce();
        relay.runOnce();

        assertThat(line.queue().ask("how far?")).contains(new Extent(10, 0));
    }

    @Test
    void saysNothingToASubscriberOfAnotherHistory() {
        line.queue().ask("how far?");
        aPositionThatWasGivenToAnotherEventIsNoticedBy(relay(100, 1_000_000));

        assertThat(line.queue().ask("how far?")).isEmpty();
    }

    @Test
    void anEndThatSomebodyForgedIsDroppedWithoutAnAlarm() {
        line.queue().sync(Offset.START);
        var relay = relay(100, 1_000_000);
        relay.runOnce();
        line.redis().commands().rpush(line.name().list(), "77:a-forged-event:76:another|{}");

        for (var pass = 0; pass < 4; pass++) {
            relay.runOnce();
        }
        assertThat(line.redis()
                        .commands()
                        .exists(line.name().list(), line.name().acknowledged()))
                .isZero();
        line.queue().sync(offset(2));
        relay.runOnce();

        assertThat(relay.isDiverged()).isFalse();
        assertThat(length()).isEqualTo(8);
    }

    /** It would otherwise ask for the end, get the same one, and ask again, as fast as it can. */
    @Test
    void anEndThatCannotBeTheEndIsNotAskedForAgainAtOnce() {
        line.redis()
                .commands()
                .eval(
                        "redis.call('SET', KEYS[1], '0:\\255')",
                        io.lettuce.core.ScriptOutputType.VALUE,
                        line.name().acknowledged());
        var relay = relay(100, 1_000_000);

        assertThat(relay.runOnce()).isEqualTo(Pass.BLOCKED);
        assertThat(relay.runOnce()).isEqualTo(Pass.BLOCKED);

        line.redis().commands().set(line.name().acknowledged(), "007:x");
        relay.runOnce();
        assertThat(relay.runOnce()).isNotEqualTo(Pass.PROGRESSED);
        assertThat(relay.runOnce()).isNotEqualTo(Pass.PROGRESSED);
    }

    private static void aPositionThatWasGivenToAnotherEventIsNoticedBy(Relay relay) {
        for (var pass = 0; pass < 3; pass++) {
            line.queue().sync(new Offset(10, "an event of another history"));
            relay.runOnce();
        }
        assertThat(relay.isDiverged()).isTrue();
    }

    private static void assertNoticedAfterTheSubscriberHasSaidItAgain(Relay relay, Offset applied) {
        assertThat(relay.runOnce()).isEqualTo(Pass.BLOCKED);
        assertThat(relay.isDiverged()).as("it may be an old list").isFalse();
        line.queue().sync(applied);
        assertThat(relay.runOnce()).isEqualTo(Pass.BLOCKED);
        assertThat(relay.isDiverged()).isTrue();
    }

    private static Relay relay(int capacity, int bytes) {
        return new Relay(line.queue(), line.site().jdbc(), settings(capacity, bytes), new WakeUp(), FaultPoint.NONE);
    }

    private static RelaySettings settings(int capacity, int bytes) {
        return new RelaySettings(200, DataSize.ofBytes(bytes), capacity, Duration.ofMillis(1), Duration.ofMillis(1));
    }

    private static Offset offset(long position) {
        return new Offset(
                position,
                String.valueOf(line.site()
                        .observer()
                        .queryForObject(
                                "SELECT event_id::text FROM messaging.event_log WHERE position = ?",
                                String.class,
                                position)));
    }

    private static long length() {
        return line.queue().peek(0).length();
    }

    private static String last() {
        return String.valueOf(line.redis().commands().lindex(line.name().list(), -1));
    }
}
