package org.chasqui.messaging.outbox;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.chasqui.messaging.queue.Entry;
import org.chasqui.messaging.queue.Offset;
import org.chasqui.messaging.queue.RedisQueue;
import org.chasqui.messaging.queue.RedisQueue.PushResult;
import org.chasqui.messaging.queue.RedisQueue.QueueUnavailable;
import org.chasqui.platform.FaultPoint;
import org.chasqui.platform.worker.WakeUp;
import org.chasqui.platform.worker.Worker;
import org.chasqui.platform.worker.Worker.Pass;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.util.unit.DataSize;

/**
 * Keeps one subscription's list filled from the event log.
 *
 * <p>It holds no state that matters: Redis says where to continue, and the relay checks that against the log. Any number of relays of one
 * subscription may run; a push that comes late or twice finds another tail and changes nothing.
 */
public final class Relay implements Worker {

    private static final Logger log = LoggerFactory.getLogger(Relay.class);

    private final RedisQueue queue;
    private final EventLogReader events;
    private final RecentEvents recent;
    private final Settings settings;
    private final WakeUp wakeUp;
    private final FaultPoint faults;
    private final PushTimes pushTimes = new PushTimes();

    /** The tail of the list that Redis last reported; empty when Redis must be asked. */
    private Optional<Offset> tail = Optional.empty();

    /** A tail that the log does not have, after its list was dropped because of it. */
    private @Nullable Offset unknownTail;

    private boolean full;

    /** Whether the log may have more events than the relay has last taken from it. */
    private boolean partial;

    private volatile boolean diverged;

    Relay(
            RedisQueue queue,
            JdbcTemplate jdbc,
            RecentEvents recent,
            Settings settings,
            WakeUp wakeUp,
            FaultPoint faults) {
        this.queue = queue;
        this.events = new EventLogReader(jdbc, queue.name().stream());
        this.recent = recent;
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

    /** When this relay first pushed the event, by {@link System#nanoTime()}; empty if it did not, or does not remember it. */
    public OptionalLong pushedAt(long position) {
        return pushTimes.of(position);
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
        if (full && !hasRoom()) {
            return Pass.IDLE;
        }
        var from = tail.isPresent() ? tail : askTail();
        if (from.isEmpty()) {
            return Pass.IDLE;
        }
        tail = Optional.empty(); // why: after any failure from here on, Redis must be asked again
        try {
            return pushAfter(from.get());
        } catch (EventLogReader.Diverged e) {
            return handleUnknownTail(from.get(), e);
        }
    }

    @Override
    public void awaitWork() throws InterruptedException {
        // why sooner: nothing wakes the relay when the list has room again, or when Redis knows the offset again
        wakeUp.await(full || tail.isEmpty() ? settings.retryInterval() : settings.pollInterval());
    }

    /** Why not as soon as one entry fits: a whole batch would be read for it. */
    private boolean hasRoom() {
        var needed = Math.min(settings.batchSize(), (settings.queueCapacity() + 1) / 2);
        return queue.peek(0).length() <= settings.queueCapacity() - needed;
    }

    private Optional<Offset> askTail() {
        // why: no tail has this id, so the script can only answer with the real one
        return queue.push(settings.queueCapacity(), new Offset(0, "?"), List.of())
                .tail();
    }

    private Pass pushAfter(Offset from) throws EventLogReader.Diverged {
        var entries = entriesAfter(from);
        noteAgreement();
        faults.reached("relay.after-read");
        // why before: when Redis answers, the subscriber may have applied them
        var at = System.nanoTime();
        // why also without entries: it shows whether the list still ends there
        var push = queue.push(settings.queueCapacity(), from, entries);
        faults.reached("relay.after-push");
        tail = push.tail();
        full = push.outcome() == PushResult.Outcome.FULL;
        if (push.outcome() == PushResult.Outcome.OK || full) {
            noteTime(from, push, at);
            answer(push); // why only then: otherwise the log may lack what the subscriber has applied
        }
        return switch (push.outcome()) {
            case OK -> afterPush(entries.size());
            // why blocked: a tail that the log does not have would be offered again at once, for ever
            case EXPECT -> tail.equals(Optional.of(from)) ? Pass.BLOCKED : Pass.PROGRESSED;
            case FULL, UNKNOWN -> Pass.IDLE;
        };
    }

    private void noteTime(Offset from, PushResult push, long at) {
        push.tail()
                .filter(reached -> reached.position() > from.position())
                .ifPresent(reached -> pushTimes.add(from.position(), reached.position(), at));
    }

    private void answer(PushResult push) {
        push.question().ifPresent(question -> queue.answer(question, events.logPositions()));
    }

    /** Why no further read to be sure: the sequencer wakes the relay, and an event would cost two reads and two pushes. */
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
        var known = recent.after(from, settings.batchSize());
        var read = known.isPresent() ? known.get() : events.after(from, settings.batchSize());
        for (var event : read) {
            var entry = Entry.after(previous, event.offset(), event.envelope());
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

    private void noteAgreement() {
        unknownTail = null;
        if (diverged) {
            diverged = false;
            log.info("{} has no longer diverged from the event log", queue.name());
        }
    }

    /**
     * Drops the list once, since it may be an old one, so that the subscriber states its offset. If the subscriber states the same again, the
     * log itself has lost an event that the subscriber has applied.
     */
    private Pass handleUnknownTail(Offset from, EventLogReader.Diverged e) {
        if (from.equals(unknownTail)) {
            if (!diverged) {
                log.error(
                        "{} has diverged: {}, but the subscriber has applied it. Rebuild the subscriber.",
                        queue.name(),
                        e.getMessage());
            }
            diverged = true;
            unknownTail = null;
        } else {
            queue.forget();
            pushTimes.clear();
            unknownTail = from;
        }
        return Pass.BLOCKED;
    }

    /**
     * @param batchSize most events pushed at once, 1 to 200
     * @param batchBytes most bytes of data pushed at once; a single event may pass it
     * @param queueCapacity most entries in a subscription's list, 1 to 10,000
     * @param pollInterval pause after a pass without work; newly numbered events end it early
     * @param retryInterval pause after a pass that could not push, because the list is full or Redis does not know the subscriber's offset
     */
    public record Settings(
            @DefaultValue("200") @Min(1) @Max(200) int batchSize,
            @DefaultValue("1MB") DataSize batchBytes,
            @DefaultValue("1000") @Min(1) @Max(10_000) int queueCapacity,
            @DefaultValue("500ms") Duration pollInterval,
            @DefaultValue("20ms") Duration retryInterval) {}
}
