package org.chasqui.messaging.outbox;

import java.util.concurrent.atomic.AtomicLong;
import org.chasqui.messaging.RetentionSettings;
import org.chasqui.platform.FaultPoint;
import org.chasqui.platform.worker.Worker.Pass;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Removes events from the log that newer ones of their aggregates have replaced.
 *
 * <p>It goes through the log once, in the order of positions and a batch at a time: of the events up to the end of the batch, the newest
 * of each aggregate stays. So a subscriber that begins at any position still gets the newest state of all that has changed after it.
 *
 * <p>It asks neither Redis nor a subscriber: an event may go because a newer one says all that it said. The table {@code event_history} keeps
 * which event had which position, so that a subscriber whose event was removed is not taken for one whose event was lost.
 *
 * <p>Any number of instances may run it: of two that want the same batch, the second finds it in the history and removes nothing.
 */
public final class Compaction {

    private static final String FIRST_NOT_COMPACTED = """
            SELECT coalesce((SELECT first_position + octet_length(event_ids) / 16
                             FROM messaging.event_history ORDER BY first_position DESC LIMIT 1), 1)
            """;

    /** Parameters: first position, the one after the last, size, milliseconds. Changes nothing unless all of them are there and old enough. */
    private static final String KEEP_IDS = """
            INSERT INTO messaging.event_history (first_position, event_ids)
            SELECT min(position), string_agg(uuid_send(event_id), '' ORDER BY position)
            FROM messaging.event_log WHERE position >= ? AND position < ?
            HAVING count(*) = ? AND max(created_at) < now() - ? * interval '1 ms'
            ON CONFLICT DO NOTHING
            """;

    /** Parameters: first position, the one after the last, again the one after the last. */
    private static final String REMOVE = """
            DELETE FROM messaging.event_log AS replaced
            USING (SELECT aggregate_type, aggregate_id, max(aggregate_version) AS version
                   FROM messaging.event_log WHERE position >= ? AND position < ?
                   GROUP BY aggregate_type, aggregate_id) AS newest
            WHERE replaced.aggregate_type = newest.aggregate_type AND replaced.aggregate_id = newest.aggregate_id
              AND replaced.aggregate_version < newest.version AND replaced.position < ?
            """;

    private final JdbcTemplate jdbc;
    private final TransactionOperations transactions;
    private final RetentionSettings settings;
    private final FaultPoint faults;
    private final AtomicLong removed = new AtomicLong();

    public Compaction(
            JdbcTemplate jdbc, TransactionOperations transactions, RetentionSettings settings, FaultPoint faults) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.settings = settings;
        this.faults = faults;
    }

    /** Events removed by this instance since it started. */
    public long removed() {
        return removed.get();
    }

    /** Compacts one batch, if there is a whole one that is old enough. */
    public Pass runOnce() {
        var count = transactions.execute(status -> compact());
        if (count == null) {
            return Pass.IDLE;
        }
        removed.addAndGet(count);
        return Pass.PROGRESSED;
    }

    /** @return how many events were removed; null if there is nothing to compact yet */
    private @Nullable Integer compact() {
        var from = jdbc.queryForObject(FIRST_NOT_COMPACTED, Long.class);
        if (from == null) {
            return null;
        }
        var end = from + settings.batchSize();
        var kept = jdbc.update(
                KEEP_IDS,
                from,
                end,
                settings.batchSize(),
                settings.compactAfter().toMillis());
        if (kept == 0) {
            return null;
        }
        faults.reached("compaction.after-history");
        var count = jdbc.update(REMOVE, from, end, end);
        faults.reached("compaction.before-commit");
        return count;
    }
}
