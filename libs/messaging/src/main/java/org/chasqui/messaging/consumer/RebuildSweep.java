package org.chasqui.messaging.consumer;

import java.util.List;
import org.chasqui.messaging.Replica;
import org.chasqui.messaging.Subscription;
import org.chasqui.messaging.queue.Entry;
import org.chasqui.messaging.queue.QueueName;
import org.chasqui.platform.worker.WorkerLoop;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Ends a rebuild that has caught up: goes through the replicas a page at a time, puts what the stream has in the place of rows that
 * the replay has not reached, and removes those of which it has met nothing. May be interrupted anywhere, and begins again then: what is
 * done is confirmed or gone.
 */
final class RebuildSweep {

    private static final Logger log = LoggerFactory.getLogger(RebuildSweep.class);

    private static final int ROWS_AT_ONCE = 1_000;
    private static final int NOTES_AT_ONCE = 10_000;

    private final QueueName name;
    private final Subscription subscription;
    private final SubscriptionTable table;
    private final RebuildNotes notes;
    private final RebuildTarget target;
    private final DeadLetters deadLetters;
    private final Applier applier;
    private final TransactionOperations transactions;

    private int generation = -1;
    private int replica;
    private long after;
    private long changed;

    /** Whether there may be notes of a rebuild that has ended. */
    private boolean leftovers;

    RebuildSweep(
            QueueName name,
            Subscription subscription,
            SubscriptionTable table,
            RebuildNotes notes,
            RebuildTarget target,
            DeadLetters deadLetters,
            Applier applier,
            TransactionOperations transactions) {
        this.name = name;
        this.subscription = subscription;
        this.table = table;
        this.notes = notes;
        this.target = target;
        this.deadLetters = deadLetters;
        this.applier = applier;
        this.transactions = transactions;
    }

    /**
     * Does one bounded piece of what is to be done.
     *
     * @return whether there was anything to do
     */
    boolean next(SubscriptionState at) {
        if (at.generation() != generation) {
            begin(at.generation());
        }
        if (!target.isReached(at)) {
            return leftovers && deleteOldNotes(at);
        }
        if (replica < subscription.replicas().size()) {
            sweep(at, subscription.replicas().get(replica));
        } else {
            end(at);
        }
        return true;
    }

    private void begin(int next) {
        generation = next;
        leftovers = true;
        replica = 0;
        after = Long.MIN_VALUE;
        changed = 0;
    }

    private void sweep(SubscriptionState at, Replica<?> from) {
        var page = notes.page(from, generation, after, ROWS_AT_ONCE);
        remove(
                at,
                from,
                page.stream()
                        .filter(row -> !row.met())
                        .map(RebuildNotes.Row::id)
                        .toList());
        page.stream().filter(row -> row.entry() != null).forEach(row -> replace(at, from, row));
        if (page.size() < ROWS_AT_ONCE) {
            replica++;
            after = Long.MIN_VALUE;
        } else {
            after = page.getLast().id();
        }
    }

    private void remove(SubscriptionState at, Replica<?> from, List<Long> ids) {
        if (!ids.isEmpty()) {
            transactions.executeWithoutResult(status -> {
                table.lockRebuild(at);
                from.remove(ids);
            });
            changed += ids.size();
        }
    }

    /** Replaces the row by the older state in one commit. */
    private void replace(SubscriptionState at, Replica<?> in, RebuildNotes.Row row) {
        var entry = Entry.parse(String.valueOf(row.entry()))
                .orElseThrow(
                        () -> new IllegalStateException("The note of " + in.table() + " " + row.id() + " is no entry"));
        var delivery = Delivery.of(entry, subscription);
        applier.attempt(
                at.offset(),
                delivery,
                () -> transactions.executeWithoutResult(status -> {
                    table.lockRebuild(at);
                    in.remove(List.of(row.id()));
                    Delivery.dispatch(List.of(delivery));
                    notes.confirm(in, generation, List.of(row.id()));
                }),
                () -> {
                    table.lockRebuild(at);
                    notes.confirm(in, generation, List.of(row.id()));
                });
        WorkerLoop.progressed();
        changed++;
    }

    private void end(SubscriptionState at) {
        transactions.executeWithoutResult(status -> {
            table.endRebuild(at);
            deadLetters.endSuspension(Long.MAX_VALUE);
        });
        leftovers = true;
        log.info(
                "Rebuild of {} has ended; it replaced or removed {} rows that differed from the stream", name, changed);
    }

    private boolean deleteOldNotes(SubscriptionState at) {
        var over = at.isRebuilding() ? at.generation() - 1 : at.generation();
        leftovers = notes.deleteSome(over, NOTES_AT_ONCE) == NOTES_AT_ONCE;
        return leftovers;
    }
}
