package org.chasqui.messaging.outbox;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.chasqui.messaging.queue.Entry;
import org.chasqui.messaging.queue.Offset;
import org.chasqui.messaging.queue.Push;
import org.chasqui.messaging.queue.QueueUnavailable;
import org.chasqui.messaging.queue.RedisQueue;
import org.chasqui.platform.FaultPoint;
import org.chasqui.platform.worker.Pass;
import org.chasqui.platform.worker.WakeUp;
import org.chasqui.platform.worker.Worker;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Keeps one subscription's list filled from the event log.
 *
 * <p>It holds no state that matters: where to continue is what Redis says, checked against the log. Any number of relays of one
 * subscription may run; a push that comes late or twice finds another tail and changes nothing.
 */
public final class Relay implements Worker {

    private static final Logger log = LoggerFactory.getLogger(Relay.class);

    private final RedisQueue queue;
    private final EventLogReader events;
    private final RelaySettings settings;
    private final WakeUp wakeUp;
    private final FaultPoint faults;

    /** What Redis last said; empty when it must be asked. */
    private Optional<Offset> tail = Optional.empty();

    /** A tail that the log does not have, after its list was dropped because of it. */
    private @Nullable Offset suspect;

    private boolean full;

    /** Whether the log may have more than what was last read or taken from it. */
    private boolean partial;

    private volatile boolean diverged;

    public Relay(RedisQueue queue, JdbcTemplate jdbc, RelaySettings settings, WakeUp wakeUp, FaultPoint faults) {
        this.queue = queue;
        this.events = new EventLogReader(jdbc);
        this.settings = settings;
        this.wakeUp = wakeUp;
        this.faults = faults;
    }

    @Override
    public String name() {
        return "relay " + queue.name();
    }

    public RedisQueue queue() {
        return queue;
    }

    /** Whether the subscriber has applied an event that the log no longer has. It must be rebuilt; until then nothing is sent to it. */
    public boolean isDiverged() {
        return diverged;
    }

    /** The position that the subscriber has asserted; null while Redis does not know or does not answer. */
    public @Nullable Long acknowledged() {
        try {
            return queue.peek(0).acknowledged().map(Offset::position).orElse(null);
        } catch (QueueUnavailable e) {
            return null;
        }
    }

    @Override
    public Pass runOnce() {
        if (full && queue.peek(0).length() >= settings.queueCapacity()) {
            return Pass.IDLE;
        }
        var from = tail.isPresent() ? tail : askTail();
        if (from.isEmpty()) {
            return Pass.IDLE;
        }
        tail = Optional.empty(); // why: whatever fails from here on, Redis is asked again
        try {
            return pushAfter(from.get());
        } catch (EventLogReader.Diverged e) {
            return suspect(from.get(), e);
        }
    }

    @Override
    public void awaitWork() throws InterruptedException {
        // why sooner: nobody calls when there is room again, or when the subscriber has said where it stands
        wakeUp.await(full || tail.isEmpty() ? settings.retryInterval() : settings.pollInterval());
    }

    private Optional<Offset> askTail() {
        // why: no tail has this id, so the script can only answer with the real one
        return queue.push(settings.queueCapacity(), new Offset(0, "?"), List.of())
                .tail();
    }

    private Pass pushAfter(Offset from) throws EventLogReader.Diverged {
        var entries = entriesAfter(from);
        settle();
        faults.reached("relay.after-read");
        // why also without entries: it shows whether Redis still stands where it is believed to stand
        var push = queue.push(settings.queueCapacity(), from, entries);
        faults.reached("relay.after-push");
        tail = push.tail();
        full = push.outcome() == Push.Outcome.FULL;
        if (push.outcome() == Push.Outcome.OK || full) {
            answer(push); // why not else: it is not known whether the log has what the subscriber has applied
        }
        return switch (push.outcome()) {
            case OK -> afterPush(entries.size());
            // why blocked: a tail that the log does not answer for would be offered again at once, for ever
            case EXPECT -> tail.equals(Optional.of(from)) ? Pass.BLOCKED : Pass.PROGRESSED;
            case FULL, UNKNOWN -> Pass.IDLE;
        };
    }

    private void answer(Push push) {
        push.question().ifPresent(question -> queue.answer(question, events.extent()));
    }

    /** Why not another look to be sure: whoever numbers more calls, and an event would cost two reads and two pushes. */
    private Pass afterPush(int entries) {
        if (entries == 0) {
            return Pass.IDLE;
        }
        return partial ? Pass.PROGRESSED : Pass.FINISHED;
    }

    private List<Entry> entriesAfter(Offset from) throws EventLogReader.Diverged {
        var entries = new ArrayList<Entry>();
        var previous = from;
        var bytes = 0L;
        var read = events.after(from, settings.batchSize());
        for (var event : read) {
            var entry = Entry.after(previous, event.offset(), event.envelope(queue.name().stream()));
            bytes += entry.json().getBytes(StandardCharsets.UTF_8).length;
            if (bytes > settings.batchBytes().toBytes() && !entries.isEmpty()) {
                break;
            }
            entries.add(entry);
            previous = event.offset();
        }
        partial = read.size() == settings.batchSize() || entries.size() < read.size();
        return entries;
    }

    private void settle() {
        suspect = null;
        if (diverged) {
            diverged = false;
            log.info("{} agrees with the event log again", queue.name());
        }
    }

    /**
     * The list may just be an old one. Forget it once and let the subscriber say where it really stands; if it says the same again, the
     * log itself has lost what the subscriber has applied.
     */
    private Pass suspect(Offset from, EventLogReader.Diverged e) {
        if (from.equals(suspect)) {
            if (!diverged) {
                log.error(
                        "{}: {}, but the subscriber has applied it. Rebuild the subscriber.",
                        queue.name(),
                        e.getMessage());
            }
            diverged = true;
            suspect = null;
        } else {
            queue.forget();
            suspect = from;
        }
        return Pass.BLOCKED;
    }
}
