package org.chasqui.messaging.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.chasqui.messaging.outbox.EventLogReader.LoggedEvent;
import org.chasqui.messaging.queue.Offset;
import org.junit.jupiter.api.Test;

class RecentEventsTests {

    private final AtomicLong nanoTime = new AtomicLong(-5);
    private final RecentEvents recent = new RecentEvents(nanoTime::get);

    @Test
    void knowsWhatFollowsEachOfThem() {
        add(events(7, 9));

        assertThat(recent.after(offset(7), 200)).contains(events(8, 9));
        assertThat(recent.after(offset(8), 200)).contains(events(9, 9));
        assertThat(recent.after(offset(7), 1)).contains(events(8, 8));
    }

    @Test
    void leavesToTheLogWhatItDoesNotKnow() {
        assertThat(recent.after(Offset.START, 200)).isEmpty();
        add(events(7, 9));

        assertThat(recent.after(Offset.START, 200)).isEmpty();
        assertThat(recent.after(offset(6), 200)).isEmpty();
        assertThat(recent.after(offset(10), 200)).isEmpty();
        assertThat(recent.after(offset(Long.MAX_VALUE), 200)).isEmpty();
        assertThat(recent.after(new Offset(8, "of another history"), 200)).isEmpty();
        assertThat(recent.after(offset(9), 200))
                .as("another instance may have numbered more")
                .isEmpty();
    }

    @Test
    void joinsWhatFollows() {
        add(events(1, 3));
        add(events(3, 5));

        assertThat(recent.after(offset(2), 200)).contains(events(3, 5));
    }

    /** Of two transactions, the second may come first after its commit. */
    @Test
    void joinsWhatComesLate() {
        var begun = recent.now();
        nanoTime.addAndGet(1);
        add(events(3, 5));
        recent.add(begun, events(1, 3));

        assertThat(recent.after(offset(1), 200)).contains(events(2, 5));
    }

    @Test
    void keepsTheYoungerRunWhereWhatComesLateDoesNotFit() {
        var begun = recent.now();
        nanoTime.addAndGet(1);
        add(events(7, 9));
        recent.add(begun, events(1, 3));

        assertThat(recent.after(offset(7), 200)).contains(events(8, 9));
    }

    /** Its thread may have stood still since the numbering, and the log may have been rewritten. */
    @Test
    void forgetsWhatComesLongAfterItsNumbering() {
        var begun = recent.now();
        nanoTime.addAndGet(Duration.ofMinutes(2).toNanos());
        add(events(3, 5));
        recent.add(begun, events(1, 3));

        assertThat(recent.after(offset(1), 200)).isEmpty();
        assertThat(recent.after(offset(3), 200)).contains(events(4, 5));
    }

    @Test
    void beginsAnewWhereAnotherInstanceHasNumberedOrTheHistoryIsAnother() {
        add(events(1, 3));
        add(events(4, 6));
        assertThat(recent.after(offset(2), 200)).isEmpty();
        assertThat(recent.after(offset(4), 200)).contains(events(5, 6));

        add(List.of(new LoggedEvent(new Offset(6, "of another history"), "{}"), event(7)));
        assertThat(recent.after(offset(5), 200)).isEmpty();
        assertThat(recent.after(offset(6), 200)).isEmpty();
        assertThat(recent.after(new Offset(6, "of another history"), 200)).contains(events(7, 7));
    }

    @Test
    void keepsABatchAndTheEventBeforeIt() {
        add(events(1, 150));
        add(events(150, 300));

        assertThat(recent.after(offset(99), 200)).isEmpty();
        assertThat(recent.after(offset(100), 200)).contains(events(101, 300));
    }

    @Test
    void keepsNoMoreOfALargerBatch() {
        add(events(1, 1_000));

        assertThat(recent.after(offset(799), 200)).isEmpty();
        assertThat(recent.after(offset(800), 200)).contains(events(801, 1_000));
    }

    @Test
    void countsForASecondAfterTheLastNumbering() {
        add(events(1, 2));
        nanoTime.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(recent.after(offset(1), 200)).isPresent();

        add(events(2, 3));
        nanoTime.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(recent.after(offset(1), 200)).contains(events(2, 3));
        nanoTime.addAndGet(1);
        assertThat(recent.after(offset(1), 200)).isEmpty();
    }

    /** Events come all the time, and the first ones are rewritten in the log. */
    @Test
    void forgetsEventsOfLongAgoAlsoWhereOthersCameAtOnce() {
        add(events(1, 2));
        for (var last = 3; last <= 12; last++) {
            nanoTime.addAndGet(Duration.ofMillis(600).toNanos());
            add(events(last - 1, last));
        }

        assertThat(recent.after(offset(1), 200)).isEmpty();
        assertThat(recent.after(offset(11), 200)).contains(events(12, 12));
    }

    private void add(List<LoggedEvent> numbered) {
        recent.add(recent.now(), numbered);
    }

    private static List<LoggedEvent> events(long first, long last) {
        return LongStream.rangeClosed(first, last)
                .mapToObj(RecentEventsTests::event)
                .toList();
    }

    private static LoggedEvent event(long position) {
        return new LoggedEvent(offset(position), "{}");
    }

    private static Offset offset(long position) {
        return new Offset(position, "event " + position);
    }
}
