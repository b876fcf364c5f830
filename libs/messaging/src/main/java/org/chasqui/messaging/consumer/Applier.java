package org.chasqui.messaging.consumer;

import io.micrometer.core.instrument.Timer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.chasqui.messaging.EnvelopeJson;
import org.chasqui.messaging.consumer.DeadLetters.Failure;
import org.chasqui.messaging.consumer.SubscriptionTable.OffsetMoved;
import org.chasqui.messaging.queue.Offset;
import org.chasqui.messaging.queue.RedisQueue;
import org.chasqui.platform.FaultPoint;
import org.chasqui.platform.Trace;
import org.chasqui.platform.tracing.Spans;
import org.chasqui.platform.worker.WorkerLoop;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Applies events in transactions that move the offset first, and handles those that fail.
 *
 * <p>A transient failure is thrown on, and costs the event nothing. After any other failure the events are applied one by one, and each
 * attempt is counted before it is made. When the last attempt has failed, the event becomes a dead letter in the transaction that moves the
 * offset past it.
 */
final class Applier {

    private static final Logger log = LoggerFactory.getLogger(Applier.class);

    private static final Failure ENDED_THE_PROCESS = new Failure("The process ended during its last attempt", null);

    private final RedisQueue queue;
    private final SubscriptionTable table;
    private final DeadLetters deadLetters;
    private final RebuildFilter rebuild;
    private final Lease lease;
    private final TransactionOperations transactions;
    private final int maxAttempts;
    private final FaultPoint faults;
    private final AtomicLong applied = new AtomicLong();
    private final AppliedTimes times = new AppliedTimes();
    private volatile @Nullable Timer timer;

    /** Why at the start: the last batch may have ended the process that tried it. */
    private boolean oneByOne = true;

    /** The event whose last attempt is still to be taken off the count. */
    private @Nullable Offset unrefunded;

    Applier(
            RedisQueue queue,
            SubscriptionTable table,
            DeadLetters deadLetters,
            RebuildFilter rebuild,
            Lease lease,
            TransactionOperations transactions,
            int maxAttempts,
            FaultPoint faults) {
        this.queue = queue;
        this.table = table;
        this.deadLetters = deadLetters;
        this.rebuild = rebuild;
        this.lease = lease;
        this.transactions = transactions;
        this.maxAttempts = maxAttempts;
        this.faults = faults;
    }

    /** Events applied since the start. */
    long applied() {
        return applied.get();
    }

    AppliedTimes times() {
        return times;
    }

    /** Measures each transaction that applies events from now on. */
    void measureBy(Timer next) {
        timer = next;
    }

    /** Applies the next batch one by one, because it may have ended another instance. */
    void applyNextBatchOneByOne() {
        oneByOne = true;
    }

    /**
     * Applies events that continue the offset, or makes them dead letters; returns the offset of the last one.
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
            if (!lease.hold().isMine()) {
                throw new OffsetMoved(queue.name(), at); // why: one by one, a batch may take longer than a lease lasts
            }
            Trace.enter(EnvelopeJson.traceparent(delivery.entry().json()));
            // why not from the present offset: a rebuild may have set it back, and this event does not follow that
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
            log.warn(
                    "{}: a batch of {} events failed and is applied one by one: {}",
                    queue.name(),
                    run.size(),
                    e.toString());
            return false;
        }
    }

    private void applyAlone(Offset from, Delivery delivery) {
        attempt(from, delivery, () -> commit(from, List.of(delivery)), () -> skip(from, delivery));
    }

    /**
     * Makes one counted attempt at an event, and makes the event a dead letter when its last attempt has failed.
     *
     * @param at the offset of the subscription
     * @param work the attempt, in a transaction of its own
     * @param skip goes on without the event, in the transaction that makes it a dead letter
     */
    void attempt(Offset at, Delivery delivery, Runnable work, Runnable skip) {
        refundLate(delivery.offset());
        var attempt = table.countAttempt(at, delivery.offset());
        if (attempt > maxAttempts) {
            deadLetter(delivery, skip, ENDED_THE_PROCESS, attempt - 1, true);
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
                queue.dropEntries(); // why: the next attempt needs the entry as the log has it
                throw e;
            }
            deadLetter(delivery, skip, Failure.of(e), attempt, false);
        }
    }

    private void refund(Offset event, Throwable failure) {
        try {
            table.refundAttempt(event);
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
            unrefunded = event; // why: the database that failed the event is likely to fail now, too
        }
    }

    private void refundLate(Offset event) {
        if (event.equals(unrefunded)) {
            table.refundAttempt(event);
        }
        unrefunded = null;
    }

    private void commit(Offset from, List<Delivery> run) {
        var begin = System.nanoTime();
        var name = queue.name();
        Spans.process(
                name.stream(),
                name.subscriber(),
                run.size(),
                () -> traceparents(run),
                () -> inTransaction(from, run),
                () -> measure(begin));
        faults.reached("consumer.after-commit");
        applied.addAndGet(run.size());
        times.add(run, begin);
    }

    private void measure(long begin) {
        var by = timer;
        if (by != null) {
            by.record(System.nanoTime() - begin, TimeUnit.NANOSECONDS);
        }
    }

    private static List<String> traceparents(List<Delivery> run) {
        return run.stream()
                .flatMap(delivery -> EnvelopeJson.traceparent(delivery.entry().json()).stream())
                .toList();
    }

    private void inTransaction(Offset from, List<Delivery> run) {
        transactions.executeWithoutResult(status -> {
            Delivery.dispatch(rebuild.filter(table.advance(from, run.getLast().offset()), run));
            run.stream().filter(Delivery::forgets).forEach(deadLetters::rewriteFor);
            faults.reached("consumer.before-commit");
        });
    }

    /** Moves the offset past an event without applying it; runs in a transaction. */
    private void skip(Offset from, Delivery delivery) {
        rebuild.keepRow(table.advance(from, delivery.offset()), delivery);
    }

    /** Skips the event and keeps it as a dead letter, both or neither. */
    private void deadLetter(Delivery delivery, Runnable skip, Failure failure, int attempts, boolean fatal) {
        transactions.executeWithoutResult(status -> {
            skip.run();
            deadLetters.add(delivery.entry(), failure, attempts, fatal);
        });
        log.error(
                "{}: event {} became a dead letter after {} attempts: {}",
                queue.name(),
                delivery.offset(),
                attempts,
                failure.error());
    }

    /**
     * Makes a dead letter of an event that no release here knows, for a release that will know it.
     *
     * @throws OffsetMoved if the subscription has another offset
     */
    void setAside(Offset from, Delivery delivery) {
        transactions.executeWithoutResult(status -> {
            skip(from, delivery);
            deadLetters.addSetAside(delivery.entry());
        });
        log.warn(
                "{}: event {} was set aside as a dead letter; no release here knows its type",
                queue.name(),
                delivery.offset());
    }
}
