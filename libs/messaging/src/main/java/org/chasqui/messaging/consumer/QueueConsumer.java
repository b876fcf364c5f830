package org.chasqui.messaging.consumer;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.chasqui.messaging.EnvelopeJson;
import org.chasqui.messaging.Subscription;
import org.chasqui.messaging.queue.Offset;
import org.chasqui.messaging.queue.QueueName;
import org.chasqui.messaging.queue.QueueUnavailable;
import org.chasqui.messaging.queue.RedisQueue;
import org.chasqui.platform.FaultPoint;
import org.chasqui.platform.Trace;
import org.chasqui.platform.worker.Pass;
import org.chasqui.platform.worker.PeriodicWorker;
import org.chasqui.platform.worker.Worker;
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
    private static final Duration SOON = Duration.ofMillis(100);

    private final Subscription subscription;
    private final RedisQueue queue;
    private final SubscriptionTable table;
    private final Lease lease;
    private final DeadLetterTable deadLetterTable;
    private final DeadLetters deadLetters;
    private final Applier applier;
    private final RebuildTarget target;
    private final Sweep sweep;
    private final TransactionOperations transactions;
    private final ConsumerSettings settings;
    private final FaultPoint faults;
    private final AtomicLong resyncs = new AtomicLong();

    /** Where the last pass left the subscription; null when the database must be asked. */
    private @Nullable Standing known;

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
        var replayed = new ReplayedTable(queue.name(), jdbc);
        var replay = new Replay(subscription, replayed);
        applier =
                new Applier(queue, table, deadLetterTable, replay, lease, transactions, settings.maxAttempts(), faults);
        target = new RebuildTarget(queue, table);
        sweep = new Sweep(queue.name(), subscription, table, replayed, target, applier, transactions);
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
    public Standing standing() {
        return table.standing();
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
        return applier.applied();
    }

    /** How often this instance had to tell Redis where the subscription stands because Redis had it wrong. */
    public long resyncs() {
        return resyncs.get();
    }

    /** The event, as {@code position:id}, that only a newer release understands, if the subscription waits for one. */
    public @Nullable String waitingFor() {
        return waitingFor;
    }

    @Override
    public Pass runOnce() {
        var from = known;
        known = null; // why: kept only by a pass that ends well; a commit may have happened even though it failed
        try {
            return switch (lease.hold()) {
                case ELSEWHERE -> standBy();
                case TAKEN -> takeOver();
                case RENEWED -> consume(table.standing());
                case HELD -> consume(from == null ? table.standing() : from);
            };
        } catch (OffsetMoved e) {
            log.debug("{}: {}", name(), e.getMessage());
            return Pass.BLOCKED;
        } catch (QueueUnavailable e) {
            stepAside(e);
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
            // why sooner: an answer is no entry
            queue.awaitEntry(target.isAsking() ? SOON : settings.longestWait());
        }
    }

    /** Gives the lease up, so that another instance can take over at once. */
    @Override
    public void stopped() {
        lease.release();
    }

    /**
     * Applies the whole stream again from its beginning, while what is here serves on; at the end, what the stream does not have is gone.
     * Runs beside the consumer; its row lock ends whatever transaction is under way. May be called again at any time.
     */
    public void rebuild() {
        transactions.executeWithoutResult(status -> {
            table.rewind();
            deadLetterTable.discardAll(); // why: they come again with the stream, or belong to a history that is lost
        });
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

    /**
     * Sets aside the event that the subscription waits for since no release here knows it, and goes on behind it.
     *
     * @return false if it is not that event for which it waits, or if Redis does not have it at this moment
     */
    public boolean setAside(String eventId) {
        var from = table.standing().offset();
        var next = queue.peek(subscription.batchSize()).runAfter(from).stream()
                .findFirst()
                .map(entry -> Delivery.of(entry, subscription))
                .filter(delivery ->
                        !delivery.understood() && delivery.offset().eventId().equals(eventId));
        next.ifPresent(delivery -> applier.setAside(from, delivery));
        return next.isPresent();
    }

    private Pass standBy() {
        standby = true;
        waitingFor = null;
        return Pass.IDLE;
    }

    private Pass takeOver() {
        standby = false;
        applier.distrustNextBatch();
        return consume(table.standing());
    }

    private Pass consume(Standing at) {
        var swept = sweep.next(at);
        var pass = lookInto(at);
        var learned = target.ask(at, pass == Pass.IDLE);
        if (at.isRebuilding()) {
            known = null;
        }
        return swept || learned ? Pass.PROGRESSED : pass;
    }

    private Pass lookInto(Standing at) {
        var from = at.offset();
        var window = queue.peek(subscription.batchSize());
        faults.reached("consumer.after-peek");
        var run = window.runAfter(from);
        if (!run.isEmpty()) {
            return consume(
                    at,
                    run.stream().map(entry -> Delivery.of(entry, subscription)).toList());
        }
        if (window.isIdleAt(from)) {
            resyncsInARow = 0;
            known = at;
            return Pass.IDLE;
        }
        return resync(!window.elements().isEmpty());
    }

    private Pass consume(Standing at, List<Delivery> run) {
        resyncsInARow = 0;
        var understood = run.stream().takeWhile(Delivery::understood).toList();
        if (understood.isEmpty()) {
            return waitForNewerRelease(at.offset(), run.getFirst());
        }
        waitingFor = null;
        var to = applier.apply(at.offset(), understood);
        var left = queue.sync(to);
        faults.reached("consumer.after-sync");
        known = Standing.at(to, at.generation());
        return left == 0 ? Pass.FINISHED : Pass.PROGRESSED;
    }

    /**
     * Redis has lost the offset, or holds nothing that continues it; or it is this instance that is wrong, after a rebuild or when another
     * took over, and so the database is asked.
     *
     * @param entries whether the list has entries; where telling the offset has not helped, they go too
     */
    private Pass resync(boolean entries) {
        resyncs.incrementAndGet();
        if (entries && resyncsInARow > 0) {
            queue.dropEntries();
        }
        queue.sync(table.standing().offset());
        return ++resyncsInARow > 1 ? Pass.BLOCKED : Pass.IDLE;
    }

    private Pass waitForNewerRelease(Offset from, Delivery delivery) {
        var event = delivery.offset().toString();
        if (deadLetterTable.isSetAside(delivery.offset().eventId())) {
            applier.setAside(from, delivery); // why: a rebuild meets again what an operator has dealt with
            return Pass.PROGRESSED;
        }
        waitingFor = event;
        lease.release(); // why: another instance may be of the release that knows it
        if (!event.equals(reported)) {
            reported = event;
            Trace.enter(EnvelopeJson.traceparent(delivery.entry().json()));
            log.error(
                    "{} waits at event {}: this release does not know the type {}. Deploy one that does.",
                    queue.name(),
                    event,
                    EnvelopeJson.type(delivery.entry().json()));
            Trace.leave();
            queue.dropEntries(); // why: should somebody else have written it into the list, it does not come back
        }
        return Pass.BLOCKED;
    }
}
