package org.chasqui.messaging.consumer;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.chasqui.messaging.EnvelopeJson;
import org.chasqui.messaging.queue.Offset;
import org.chasqui.messaging.queue.RedisQueue;
import org.chasqui.platform.FaultPoint;
import org.chasqui.platform.Trace;
import org.chasqui.platform.worker.WorkerLoop;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Applies events in transactions that move the offset first, and decides what becomes of those that fail.
 *
 * <p>A failure of the moment is thrown on, and costs the event nothing. A failure of the event itself is looked for one by one, counted
 * before each attempt, and after the last one the event is a dead letter in the transaction that moves the offset past it.
 */
final class Applier {

    private static final Logger log = LoggerFactory.getLogger(Applier.class);

    private final RedisQueue queue;
    private final SubscriptionTable table;
    private final DeadLetterTable deadLetters;
    private final Replay replay;
    private final Lease lease;
    private final TransactionOperations transactions;
    private final int maxAttempts;
    private final FaultPoint faults;
    private final AtomicLong applied = new AtomicLong();

    /** One event at a time, attempts counted: the last batch may have been the end of whoever tried it. */
    private boolean oneByOne = true;

    /** An attempt that is still to be refunded. */
    private @Nullable Offset owed;

    Applier(
            RedisQueue queue,
            SubscriptionTable table,
            DeadLetterTable deadLetters,
            Replay replay,
            Lease lease,
            TransactionOperations transactions,
            int maxAttempts,
            FaultPoint faults) {
        this.queue = queue;
        this.table = table;
        this.deadLetters = deadLetters;
        this.replay = replay;
        this.lease = lease;
        this.transactions = transactions;
        this.maxAttempts = maxAttempts;
        this.faults = faults;
    }

    /** Events applied since the start. */
    long applied() {
        return applied.get();
    }

    /** Makes the next batch go one by one: another instance may have ended at it. */
    void distrustNextBatch() {
        oneByOne = true;
    }

    /**
     * Applies events that continue the offset, or sets them aside; returns the offset of the last one.
     *
     * @throws RuntimeException if one of them is to be tried again; those before it are applied
     */
    Offset apply(Offset from, List<Delivery> run) {
        if (!oneByOne && applyTogether(from, run)) {
            return run.getLast().offset();
        }
        oneByOne = true;
        var at = from;
        for (var delivery : run) {
            if (lease.hold() == Lease.State.ELSEWHERE) {
                throw new OffsetMoved(queue.name(), at); // why: one by one, a batch may take longer than a lease lasts
            }
            Trace.enter(EnvelopeJson.traceparent(delivery.entry().json()));
            // why not from where the subscription is now: a rebuild may have set it back, and this event does not
            // follow that
            applyAlone(at, delivery);
            at = delivery.offset();
            WorkerLoop.progressed();
        }
        Trace.leave();
        oneByOne = false;
        return at;
    }

    /** @return false if one of the events fails for good; then nothing was applied */
    private boolean applyTogether(Offset from, List<Delivery> run) {
        try {
            commit(from, run);
            return true;
        } catch (RuntimeException | Error e) {
            if (Failures.isTransient(e)) {
                throw e;
            }
            log.warn("{} applies a batch of {} one by one after {}", queue.name(), run.size(), e.toString());
            return false;
        }
    }

    private void applyAlone(Offset from, Delivery delivery) {
        attempt(from, delivery, () -> commit(from, List.of(delivery)), () -> pass(from, delivery));
    }

    /**
     * Does what is to be done about an event, for the last time if it fails for a reason of its own again and again.
     *
     * @param at where the subscription stands
     * @param work does it, in a transaction of its own
     * @param setAside what is done instead, in the transaction that makes the event a dead letter
     */
    void attempt(Offset at, Delivery delivery, Runnable work, Runnable setAside) {
        payOwed(delivery.offset());
        var attempt = table.countAttempt(at, delivery.offset());
        if (attempt > maxAttempts) {
            deadLetter(delivery, setAside, "The process ended during its last attempt", attempt - 1, true);
            return;
        }
        try {
            work.run();
        } catch (RuntimeException | Error e) {
            if (Failures.isTransient(e)) {
                refund(delivery.offset(), e);
                throw e;
            }
            if (attempt < maxAttempts) {
                queue.dropEntries(); // why: the next attempt is to be made with the entry as the log has it
                throw e;
            }
            deadLetter(delivery, setAside, e.toString(), attempt, false);
        }
    }

    private void refund(Offset event, Throwable failure) {
        try {
            table.refundAttempt(event);
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
            owed = event; // why: the database that failed the event is likely to fail this too
        }
    }

    private void payOwed(Offset event) {
        if (event.equals(owed)) {
            table.refundAttempt(event);
        }
        owed = null;
    }

    private void commit(Offset from, List<Delivery> run) {
        transactions.executeWithoutResult(status -> {
            Dispatcher.dispatch(replay.due(table.advance(from, run.getLast().offset()), run));
            faults.reached("consumer.before-commit");
        });
        faults.reached("consumer.after-commit");
        applied.addAndGet(run.size());
    }

    /** Goes on behind an event that is not applied; runs in a transaction. */
    private void pass(Offset from, Delivery delivery) {
        replay.leave(table.advance(from, delivery.offset()), delivery);
    }

    /** Sets the event aside and does what else is to be done then, both or neither. */
    private void deadLetter(Delivery delivery, Runnable setAside, String error, int attempts, boolean fatal) {
        transactions.executeWithoutResult(status -> {
            setAside.run();
            deadLetters.add(delivery.entry(), error, attempts, fatal);
        });
        log.error(
                "{}: event {} is a dead letter after {} attempts: {}",
                queue.name(),
                delivery.offset(),
                attempts,
                error);
    }

    /**
     * Goes on behind an event that no release here knows, which becomes a dead letter for the one that will.
     *
     * @throws OffsetMoved if the subscription does not stand there
     */
    void setAside(Offset from, Delivery delivery) {
        transactions.executeWithoutResult(status -> {
            pass(from, delivery);
            deadLetters.addSetAside(delivery.entry());
        });
        log.warn("{}: event {} is set aside; no release here knows it", queue.name(), delivery.offset());
    }
}
