package org.chasqui.messaging.consumer;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.chasqui.messaging.EnvelopeJson;
import org.chasqui.messaging.Subscription;
import org.chasqui.messaging.queue.Entry;
import org.chasqui.platform.Trace;
import org.chasqui.platform.worker.WorkerLoop;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionOperations;

/** The events of one subscription that failed for good, and the ways out for them. */
public final class DeadLetters {

    private static final Logger log = LoggerFactory.getLogger(DeadLetters.class);

    private final Subscription subscription;
    private final DeadLetterTable table;
    private final TransactionOperations transactions;

    /** Attempts that failed, with their errors, until the database knows that they have returned. */
    private final Map<String, String> returned = new ConcurrentHashMap<>();

    DeadLetters(Subscription subscription, DeadLetterTable table, TransactionOperations transactions) {
        this.subscription = subscription;
        this.table = table;
        this.transactions = transactions;
    }

    /** The open ones, oldest first. */
    public List<DeadLetter> open(int limit) {
        return table.open(limit);
    }

    public long count() {
        return table.count();
    }

    /** Whether there is such an open letter. */
    public boolean contains(String eventId) {
        return table.isOpen(eventId);
    }

    /**
     * Applies the event again. Safe at any time: handlers go by versions and by business keys, so an event that was superseded meanwhile
     * changes nothing.
     *
     * @return whether it is applied now; if not, the letter stays open with the new error
     */
    public boolean replay(String eventId) {
        if (!table.beginAttempt(eventId)) {
            return false;
        }
        try {
            return Boolean.TRUE.equals(transactions.execute(status -> replayLocked(eventId)));
        } catch (RuntimeException | Error e) {
            log.warn("Dead letter {} of {} failed again: {}", eventId, subscription.stream(), e.toString());
            returned.put(eventId, e.toString());
            recordReturned();
            return false;
        }
    }

    /**
     * Replays those that may be tried without a person. A letter during whose attempt a process ended is none of them: it would end
     * every process that is started.
     */
    public void redrive(int limit) {
        recordReturned();
        table.redrivable(limit).forEach(this::redrive);
    }

    private void redrive(DeadLetter letter) {
        var trace = Entry.parse(letter.entry()).flatMap(entry -> EnvelopeJson.traceparent(entry.json()));
        Trace.during(trace, () -> replay(letter.eventId()));
        WorkerLoop.progressed();
    }

    /** Gives the event up. The letter is kept, marked as discarded. */
    public boolean discard(String eventId) {
        var discarded = table.close(eventId, "discarded");
        if (discarded) {
            log.warn("Dead letter {} of {} was discarded", eventId, subscription.stream());
        }
        return discarded;
    }

    private void recordReturned() {
        returned.forEach((eventId, error) -> {
            table.failedAgain(eventId, error);
            returned.remove(eventId);
        });
    }

    private boolean replayLocked(String eventId) {
        var letter = table.lockOpen(eventId);
        if (letter.isEmpty()) {
            return false;
        }
        var entry = Entry.parse(letter.get().entry())
                .orElseThrow(() -> new IllegalStateException("Dead letter " + eventId + " holds no entry"));
        var delivery = Delivery.of(entry, subscription);
        if (!delivery.understood()) {
            throw new IllegalStateException("This release does not know the event's type");
        }
        Dispatcher.dispatch(List.of(delivery));
        table.close(eventId, "replayed");
        log.info("Dead letter {} of {} was replayed", eventId, subscription.stream());
        return true;
    }
}
