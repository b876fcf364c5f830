package org.chasqui.messaging.consumer;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.chasqui.messaging.EnvelopeJson;
import org.chasqui.messaging.Replica;
import org.chasqui.messaging.Subscription;
import org.chasqui.messaging.consumer.SubscriptionTable.OffsetMoved;
import org.chasqui.messaging.queue.Entry;
import org.chasqui.messaging.queue.Offset;
import org.chasqui.messaging.queue.QueueName;
import org.chasqui.messaging.queue.RedisQueue;
import org.chasqui.messaging.queue.RedisQueue.QueueUnavailable;
import org.chasqui.platform.FaultPoint;
import org.chasqui.platform.Trace;
import org.chasqui.platform.worker.PeriodicWorker;
import org.chasqui.platform.worker.Worker;
import org.chasqui.platform.worker.Worker.Pass;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Applies the events of one subscription. It reads the list, applies the entries that continue the committed offset in one transaction
 * that moves the offset first, and then tells Redis the new offset.
 *
 * <p>It never trusts Redis. The offset in the database and the chain of entries decide what is applied. A list that is empty, old,
 * reordered or full of garbage only costs the time until the relay has filled it again.
 */
public final class QueueConsumer implements Worker {

    private static final Logger log = LoggerFactory.getLogger(QueueConsumer.class);

    private static final int MAX_REDRIVEN = 100; // in one pass
    private static final Duration SOON = Duration.ofMillis(100);

    private final Subscription subscription;
    private final RedisQueue queue;
    private final SubscriptionTable table;
    private final Lease lease;
    private final DeadLetters deadLetters;
    private final Applier applier;
    private final RebuildNotes notes;
    private final RebuildTarget target;
    private final RebuildSweep sweep;
    private final SubscriptionControl control;
    private final TransactionOperations transactions;
    private final Settings settings;
    private final FaultPoint faults;
    private final AtomicLong resyncs = new AtomicLong();

    /** The state that the last pass left; null when the database must be asked. */
    private @Nullable SubscriptionState lastState;

    private boolean standby;
    private int resyncsInARow;
    private volatile @Nullable String waitingFor;
    private @Nullable String reported;

    public QueueConsumer(
            Subscription subscription,
            RedisQueue queue,
            JdbcTemplate jdbc,
            TransactionOperations transactions,
            Settings settings,
            String owner,
            FaultPoint faults) {
        this.subscription = subscription;
        this.queue = queue;
        this.transactions = transactions;
        this.settings = settings;
        this.faults = faults;
        table = new SubscriptionTable(queue.name(), jdbc);
        lease = new Lease(table, owner, settings.leaseTtl());
        deadLetters = new DeadLetters(queue.name(), subscription, jdbc, transactions);
        notes = new RebuildNotes(queue.name(), jdbc);
        var filter = new RebuildFilter(subscription, notes);
        applier = new Applier(queue, table, deadLetters, filter, lease, transactions, settings.maxAttempts(), faults);
        target = new RebuildTarget(queue, table);
        sweep = new RebuildSweep(queue.name(), subscription, table, notes, target, deadLetters, applier, transactions);
        control = new SubscriptionControl(subscription, queue, table, applier, owner);
    }

    @Override
    public String name() {
        return "consumer " + queue.name();
    }

    public QueueName queueName() {
        return queue.name();
    }

    public RedisQueue queue() {
        return queue;
    }

    public DeadLetters deadLetters() {
        return deadLetters;
    }

    public SubscriptionControl control() {
        return control;
    }

    /**
     * Replays open dead letters: after a start, since a new release may apply them, and then from time to time, since a transient failure
     * may have been taken for one of the event.
     */
    public Worker redrive() {
        return PeriodicWorker.atOnceAndEvery(settings.redriveInterval(), "redrive " + queueName(), () -> {
            if (!table.standing().isPaused()) {
                deadLetters.redrive(MAX_REDRIVEN);
            }
            return Pass.IDLE;
        });
    }

    /** The state of the subscription, whichever instance applies it. */
    public SubscriptionState state() {
        return table.state();
    }

    /**
     * When this instance began the transactions that applied the events of an aggregate, by {@link System#nanoTime()}; of its last
     * 2,000 events.
     *
     * @param subject as {@code order/17}
     */
    public Map<Offset, Long> appliedAt(String subject) {
        return applier.times().of(subject);
    }

    /** Entries in the list; null while Redis does not answer. */
    public @Nullable Long queued() {
        try {
            return queue.peek(0).length();
        } catch (QueueUnavailable e) {
            return null;
        }
    }

    /** How often this instance found a wrong offset in Redis, or none, and stated the committed one again. */
    public long resyncs() {
        return resyncs.get();
    }

    /** The event, as {@code position:id}, that only a newer release understands, if the subscription waits for one. */
    public @Nullable String waitingFor() {
        return waitingFor;
    }

    @Override
    public Pass runOnce() {
        var from = lastState;
        lastState = null; // why: a commit may have happened even though its pass failed
        try {
            return switch (lease.hold()) {
                case ELSEWHERE -> standBy();
                case PAUSED -> pause();
                case TAKEN -> takeOver();
                case RENEWED -> consume(table.state());
                case HELD -> consume(from == null ? table.state() : from);
            };
        } catch (OffsetMoved e) {
            log.debug("{}: {}", name(), e.getMessage());
            lease.doubt();
            return Pass.BLOCKED;
        } catch (QueueUnavailable e) {
            releaseLease(e);
            throw e;
        }
    }

    /** Why: an instance that reaches the database but not Redis would renew its lease for ever and apply nothing. */
    private void releaseLease(QueueUnavailable failure) {
        try {
            lease.release();
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
    }

    @Override
    public void awaitWork() throws InterruptedException {
        if (standby) {
            TimeUnit.NANOSECONDS.sleep(settings.maxWait().toNanos());
        } else {
            // why sooner: an answer to a question is no entry
            queue.awaitEntry(target.isAsking() ? SOON : settings.maxWait());
        }
    }

    /** Gives the lease up, so that another instance can take over at once. */
    @Override
    public void stopped() {
        lease.release();
    }

    /**
     * Applies the whole stream again from its beginning while the present rows serve, and at the end removes rows that the stream does not
     * have. Safe beside a running consumer: a transaction that is under way rolls back. May be called again at any time.
     */
    public void rebuild() {
        transactions.executeWithoutResult(status -> {
            table.rewind();
            deadLetters.suspend(); // why: they come again with the stream, or belong to a history that is lost
        });
        log.info("Rebuild of {} begins", queue.name());
        tellRedis();
    }

    /**
     * Ends a rebuild before it is complete. The subscription goes on where it stood before, or where the rebuild has come if that is farther.
     * A row that the rebuild was putting right may differ from the stream afterwards: compare the books.
     *
     * @param repair asks for that, in the same transaction
     * @return false if no rebuild is under way, or one that a release before this way has begun
     */
    public boolean stopRebuild(Runnable repair) {
        var stopped = Boolean.TRUE.equals(transactions.execute(status -> {
            if (table.lock()) {
                return false;
            }
            var reached = table.state().offset().position();
            if (!table.stopRebuild()) {
                return false;
            }
            deadLetters.endSuspension(reached);
            repair.run();
            return true;
        }));
        if (stopped) {
            log.warn("Rebuild of {} is stopped", queue.name());
            tellRedis();
        }
        return stopped;
    }

    private void tellRedis() {
        try {
            queue.sync(table.state().offset());
        } catch (QueueUnavailable e) {
            // why no failure: the offset is committed, and the next pass tells Redis
            log.info("{} waits for Redis", name(), e);
        }
    }

    /**
     * Puts what an event says in the place of a row, or removes the row if there is no event, by the event's handler. Changes nothing during
     * a rebuild.
     *
     * @param unchanged whether the row is as it was when the event was read; asked while no instance applies anything
     */
    public void repair(Replica<?> replica, long id, Optional<Entry> event, BooleanSupplier unchanged) {
        transactions.executeWithoutResult(status -> {
            if (table.lock() && unchanged.getAsBoolean()) {
                notes.allowRepairs();
                replica.remove(List.of(id));
                event.ifPresent(entry -> Delivery.dispatch(List.of(Delivery.of(entry, subscription))));
            }
        });
    }

    public Subscription subscription() {
        return subscription;
    }

    private Pass standBy() {
        standby = true;
        waitingFor = null;
        return Pass.IDLE;
    }

    /** Only tells Redis the offset where Redis has lost it, so that the publisher knows how far the subscription is. */
    private Pass pause() {
        var at = table.state().offset();
        if (!queue.peek(0).acknowledged().equals(Optional.of(at))) {
            queue.sync(at);
        }
        return standBy();
    }

    private Pass takeOver() {
        standby = false;
        applier.applyNextBatchOneByOne();
        return consume(table.state());
    }

    private Pass consume(SubscriptionState at) {
        var swept = sweep.next(at);
        var pass = applyNext(at);
        var learned = target.ask(at, pass == Pass.IDLE);
        if (at.isRebuilding()) {
            lastState = null;
        }
        return swept || learned ? Pass.PROGRESSED : pass;
    }

    private Pass applyNext(SubscriptionState at) {
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
            lastState = at;
            return Pass.IDLE;
        }
        return resync(!window.elements().isEmpty());
    }

    private Pass consume(SubscriptionState at, List<Delivery> run) {
        resyncsInARow = 0;
        var understood = run.stream().takeWhile(Delivery::understood).toList();
        if (understood.isEmpty()) {
            return waitForNewerRelease(at.offset(), run.getFirst());
        }
        waitingFor = null;
        var batch = subscription
                .lockLimit()
                .map(limit -> Delivery.upTo(limit, understood))
                .orElse(understood);
        var to = applier.apply(at.offset(), batch);
        var left = queue.sync(to);
        faults.reached("consumer.after-sync");
        lastState = SubscriptionState.at(to, at.generation());
        return left == 0 ? Pass.FINISHED : Pass.PROGRESSED;
    }

    /**
     * Tells Redis the committed offset, where Redis has lost it or holds nothing that continues it. Why it reads the database: this instance
     * may be the one that is wrong, after a rebuild or when another took over.
     *
     * @param entries whether the list has entries; if the offset alone has not helped, they go, too
     */
    private Pass resync(boolean entries) {
        resyncs.incrementAndGet();
        if (entries && resyncsInARow > 0) {
            queue.dropEntries();
        }
        queue.sync(table.state().offset());
        return ++resyncsInARow > 1 ? Pass.BLOCKED : Pass.IDLE;
    }

    private Pass waitForNewerRelease(Offset from, Delivery delivery) {
        var event = delivery.offset().toString();
        if (deadLetters.wasSetAside(delivery.offset().eventId())) {
            applier.setAside(from, delivery); // why: a rebuild brings again what an operator has dealt with
            return Pass.PROGRESSED;
        }
        waitingFor = event;
        lease.release(); // why: another instance may be of the release that knows it
        if (!event.equals(reported)) {
            reported = event;
            Trace.enter(EnvelopeJson.traceparent(delivery.entry().json()));
            log.error(
                    "{} waits at event {}: this release does not know its type {}. Deploy one that does.",
                    queue.name(),
                    event,
                    EnvelopeJson.head(delivery.entry().json()).type());
            Trace.leave();
            queue.dropEntries(); // why: an event that was written into the list by hand does not come back
        }
        return Pass.BLOCKED;
    }

    /**
     * @param maxWait longest wait for an entry; must stay below the command timeout of the Redis connection
     * @param leaseTtl how long a silent instance keeps others from the same subscription; saves double work, guards nothing
     * @param maxAttempts attempts at an event that fails for good before it becomes a dead letter, 1 to 100
     * @param redriveInterval how often open dead letters are tried again by themselves
     */
    public record Settings(
            @DefaultValue("1s") Duration maxWait,
            @DefaultValue("5s") Duration leaseTtl,
            @DefaultValue("5") @Min(1) @Max(100) int maxAttempts,
            @DefaultValue("10m") Duration redriveInterval) {}
}
