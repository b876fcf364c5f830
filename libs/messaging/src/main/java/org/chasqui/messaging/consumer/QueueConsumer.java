package org.chasqui.messaging.consumer;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.chasqui.messaging.EnvelopeJson;
import org.chasqui.messaging.FaultPoint;
import org.chasqui.messaging.Subscription;
import org.chasqui.messaging.Trace;
import org.chasqui.messaging.queue.Offset;
import org.chasqui.messaging.queue.QueueName;
import org.chasqui.messaging.queue.QueueUnavailable;
import org.chasqui.messaging.queue.RedisQueue;
import org.chasqui.messaging.runtime.Pass;
import org.chasqui.messaging.runtime.PeriodicWorker;
import org.chasqui.messaging.runtime.Worker;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Applies the events of one subscription: looks into the list, applies what continues the committed offset in one transaction that
 * moves the offset first, then tells Redis.
 *
 * <p>Redis is never believed. What may be applied is decided by the offset in the database and by the chain of entries; a list that is
 * empty, old, reordered or full of garbage only costs the time until the relay has filled it again.
 */
public final class QueueConsumer implements Worker {

    private static final Logger log = LoggerFactory.getLogger(QueueConsumer.class);

    private static final int MOST_REDRIVEN = 100; // in one pass

    private final Subscription subscription;
    private final RedisQueue queue;
    private final SubscriptionTable table;
    private final Lease lease;
    private final DeadLetterTable deadLetterTable;
    private final DeadLetters deadLetters;
    private final TransactionOperations transactions;
    private final ConsumerSettings settings;
    private final FaultPoint faults;

    private final AtomicLong applied = new AtomicLong();
    private final AtomicLong resyncs = new AtomicLong();

    /** Where the database said we are; null when it must be asked. Volatile since a rebuild comes from another thread. */
    private volatile @Nullable Offset committed;

    /** One event at a time, attempts counted: the last batch may have been the end of whoever tried it. */
    private boolean cautious = true;

    /** An attempt that is still to be taken back. */
    private @Nullable Offset unforgiven;

    private boolean standby;
    private int resyncsInARow;
    private volatile @Nullable String waitingFor;
    private @Nullable String reported;

    public QueueConsumer(
            Subscription subscription,
            RedisQueue queue,
            JdbcTemplate jdbc,
            TransactionOperations transactions,
            ConsumerSettings settings,
            String owner,
            FaultPoint faults) {
        this.subscription = subscription;
        this.queue = queue;
        this.transactions = transactions;
        this.settings = settings;
        this.faults = faults;
        table = new SubscriptionTable(queue.name(), jdbc);
        lease = new Lease(table, owner, settings.leaseTtl());
        deadLetterTable = new DeadLetterTable(queue.name(), jdbc);
        deadLetters = new DeadLetters(subscription, deadLetterTable, transactions);
    }

    @Override
    public String name() {
        return "consumer " + queue.name();
    }

    public QueueName queueName() {
        return queue.name();
    }

    public DeadLetters deadLetters() {
        return deadLetters;
    }

    /**
     * Tries open dead letters again by itself: after a start, since a new release may know better, and then from time to time, since a
     * passing failure may have been taken for a lasting one.
     */
    public Worker redrive() {
        return PeriodicWorker.atOnceAndEvery(settings.redriveInterval(), "redrive " + queueName(), () -> {
            deadLetters.redrive(MOST_REDRIVEN);
            return Pass.IDLE;
        });
    }

    /** How far the subscription has been applied, by this instance or another. */
    public Offset offset() {
        return table.committed();
    }

    /** Entries in the list; null while Redis does not answer. */
    public @Nullable Long queued() {
        try {
            return queue.peek(0).length();
        } catch (QueueUnavailable e) {
            return null;
        }
    }

    /** Events applied by this instance since it started. */
    public long applied() {
        return applied.get();
    }

    /** How often this instance had to tell Redis where the subscription stands because Redis had it wrong. */
    public long resyncs() {
        return resyncs.get();
    }

    /** The event that only a newer release understands, if the subscription waits for one. */
    public @Nullable String waitingFor() {
        return waitingFor;
    }

    @Override
    public Pass runOnce() {
        try {
            return switch (lease.hold()) {
                case ELSEWHERE -> standBy();
                case TAKEN -> takeOver();
                case RENEWED -> consumeFresh();
                case HELD -> consume();
            };
        } catch (OffsetMoved e) {
            committed = null;
            log.debug("{}: {}", name(), e.getMessage());
            return Pass.BLOCKED;
        } catch (QueueUnavailable e) {
            committed = null;
            stepAside(e);
            throw e;
        } catch (RuntimeException | Error e) {
            // why: the transaction may have committed even though its commit failed
            committed = null;
            throw e;
        }
    }

    /** Why: an instance that reaches the database but not Redis would renew its lease for ever and do nothing with it. */
    private void stepAside(QueueUnavailable failure) {
        try {
            lease.release();
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
    }

    @Override
    public void awaitWork() throws InterruptedException {
        if (standby) {
            TimeUnit.NANOSECONDS.sleep(settings.longestWait().toNanos());
        } else {
            queue.awaitEntry(settings.longestWait());
        }
    }

    /** Gives the lease up, so that another instance can take over at once. */
    @Override
    public void stopped() {
        lease.release();
    }

    /**
     * Applies the whole stream again from its beginning, after emptying the replica where the subscription says how. Runs beside the
     * consumer; its row lock ends whatever transaction is under way.
     */
    public void rebuild() {
        transactions.executeWithoutResult(status -> {
            table.rewind();
            deadLetterTable.discardAll(); // why: they come again with the stream, or belong to a history that is lost
            subscription.reset();
        });
        committed = null;
        log.info("{} is rebuilt from the beginning of the stream", queue.name());
        try {
            queue.sync(Offset.START);
        } catch (QueueUnavailable e) {
            log.info(
                    "{} is told so later",
                    queue.name(),
                    e); // why no failure: the rebuild is committed and cannot be lost any more
        }
    }

    private Pass standBy() {
        standby = true;
        waitingFor = null;
        return Pass.IDLE;
    }

    private Pass takeOver() {
        standby = false;
        cautious = true;
        return consumeFresh();
    }

    private Pass consumeFresh() {
        committed = null;
        return consume();
    }

    private Pass consume() {
        var from = committed();
        var window = queue.peek(subscription.batchSize());
        faults.reached("consumer.after-peek");
        var run = window.runAfter(from);
        if (!run.isEmpty()) {
            return consume(
                    from,
                    run.stream().map(entry -> Delivery.of(entry, subscription)).toList());
        }
        if (window.isIdleAt(from)) {
            resyncsInARow = 0;
            return Pass.IDLE;
        }
        return resync(!window.elements().isEmpty());
    }

    private Pass consume(Offset from, List<Delivery> run) {
        resyncsInARow = 0;
        var understood = run.stream().takeWhile(Delivery::understood).toList();
        if (understood.isEmpty()) {
            return waitForNewerRelease(run.getFirst());
        }
        waitingFor = null;
        apply(from, understood);
        var left = queue.sync(committed());
        faults.reached("consumer.after-sync");
        return left == 0 ? Pass.FINISHED : Pass.PROGRESSED;
    }

    private Offset committed() {
        var known = committed;
        if (known == null) {
            known = table.committed();
            committed = known;
        }
        return known;
    }

    /**
     * Redis has lost the offset, or holds nothing that continues it.
     *
     * @param entries whether the list has entries; where telling the offset has not helped, they go too
     */
    private Pass resync(boolean entries) {
        resyncs.incrementAndGet();
        committed = null; // why: it may be this instance that is wrong, after a rebuild or when another took over
        if (entries && resyncsInARow > 0) {
            queue.dropEntries();
        }
        queue.sync(committed());
        return ++resyncsInARow > 1 ? Pass.BLOCKED : Pass.IDLE;
    }

    private Pass waitForNewerRelease(Delivery delivery) {
        var event = delivery.entry().offset().toString();
        waitingFor = event;
        lease.release(); // why: another instance may be of the release that knows it
        if (!event.equals(reported)) {
            reported = event;
            Trace.enter(EnvelopeJson.traceparent(delivery.entry().json()));
            log.error(
                    "{} waits at event {}: this release {}. Deploy one that does.",
                    queue.name(),
                    event,
                    ignoranceOf(delivery));
            Trace.leave();
            queue.dropEntries(); // why: should somebody else have written it into the list, it does not come back
        }
        return Pass.BLOCKED;
    }

    private static String ignoranceOf(Delivery delivery) {
        var head = EnvelopeJson.head(delivery.entry().json());
        return "does not know the type %s with schema %d".formatted(head.type(), head.schemaVersion());
    }

    private void apply(Offset from, List<Delivery> run) {
        if (!cautious && applyTogether(from, run)) {
            return;
        }
        cautious = true;
        var at = from;
        for (var delivery : run) {
            if (lease.hold() == Lease.State.ELSEWHERE) {
                throw new OffsetMoved(queue.name(), at); // why: one by one, a batch may take longer than a lease lasts
            }
            Trace.enter(EnvelopeJson.traceparent(delivery.entry().json()));
            // why not from where the subscription is now: a rebuild may have set it back, and this event does not
            // follow that
            applyAlone(at, delivery);
            at = delivery.entry().offset();
        }
        Trace.leave();
        cautious = false;
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
        var event = delivery.entry().offset();
        settleForgiveness(event);
        var attempt = table.countAttempt(from, event);
        if (attempt > settings.maxAttempts()) {
            bury(from, delivery, "The process ended during its last attempt", attempt - 1, true);
            return;
        }
        try {
            commit(from, List.of(delivery));
        } catch (RuntimeException | Error e) {
            if (Failures.isTransient(e)) {
                forgive(event, e);
                throw e;
            }
            if (attempt < settings.maxAttempts()) {
                queue.dropEntries(); // why: the next attempt is to be made with the entry as the log has it
                throw e;
            }
            bury(from, delivery, e.toString(), attempt, false);
        }
    }

    private void forgive(Offset event, Throwable failure) {
        try {
            table.forgiveAttempt(event);
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
            unforgiven = event; // why: the database that failed the event is likely to fail this too
        }
    }

    private void settleForgiveness(Offset event) {
        if (event.equals(unforgiven)) {
            table.forgiveAttempt(event);
        }
        unforgiven = null;
    }

    private void commit(Offset from, List<Delivery> run) {
        var to = run.getLast().entry().offset();
        transactions.executeWithoutResult(status -> {
            table.advance(from, to);
            Dispatcher.dispatch(run);
            faults.reached("consumer.before-commit");
        });
        faults.reached("consumer.after-commit");
        committed = to;
        applied.addAndGet(run.size());
    }

    /** Sets the event aside and goes on with the next, both or neither. */
    private void bury(Offset from, Delivery delivery, String error, int attempts, boolean fatal) {
        var to = delivery.entry().offset();
        transactions.executeWithoutResult(status -> {
            table.advance(from, to);
            deadLetterTable.bury(delivery.entry(), error, attempts, fatal);
        });
        committed = to;
        log.error("{}: event {} is a dead letter after {} attempts: {}", queue.name(), to, attempts, error);
    }
}
