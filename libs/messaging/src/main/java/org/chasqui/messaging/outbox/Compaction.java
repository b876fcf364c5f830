package org.chasqui.messaging.outbox;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Objects;
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

    private static final String PROGRESS = """
            SELECT coalesce((SELECT first_position + octet_length(event_ids) / 16 - 1
                             FROM messaging.event_history ORDER BY first_position DESC LIMIT 1), 0) AS compacted,
                   coalesce(max(position), 0) AS head, max(compaction_stopped_by) AS by, max(compaction_stopped_at) AS at
            FROM messaging.stream_head
            """;

    /** The pace of the batches of the last minute, by when they were committed; null if these are not two, or PostgreSQL keeps no such times. */
    private static final String SECONDS_EACH = """
            SELECT extract(epoch FROM max(committed_at) - min(committed_at))::double precision
                   / nullif(max(first_position) - min(first_position), 0)
            FROM (SELECT first_position,
                         CASE WHEN current_setting('track_commit_timestamp') = 'on' THEN pg_xact_commit_timestamp(xmin) END AS committed_at
                  FROM messaging.event_history ORDER BY first_position DESC LIMIT 20) AS batch
            WHERE committed_at > now() - interval '1 minute'
            """;

    private static final String IS_OLD_ENOUGH = """
            SELECT count(*) > 0 FROM messaging.event_log WHERE position = ? AND created_at < now() - ? * interval '1 ms'
            """;

    private static final String IS_STOPPED =
            "SELECT count(*) > 0 FROM messaging.stream_head WHERE compaction_stopped_at IS NOT NULL";

    private static final String STOP = """
            UPDATE messaging.stream_head SET compaction_stopped_at = now(), compaction_stopped_by = ?
            WHERE compaction_stopped_at IS NULL
            """;

    private static final String START =
            "UPDATE messaging.stream_head SET compaction_stopped_at = NULL, compaction_stopped_by = NULL";

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

    /**
     * @param head position of the newest event
     * @param compacted position up to which the log is compacted
     * @param due position up to which whole batches are old enough
     * @param secondsEach what a position takes at present; null if nothing is being compacted
     * @param stopped who has stopped it; null if nobody has
     */
    public record Progress(
            long head,
            long compacted,
            long due,
            @Nullable Double secondsEach,
            @Nullable Stop stopped) {}

    /**
     * @param by the subject of an operator's token, {@code -} in an open shop
     * @param at since when
     */
    public record Stop(String by, Instant at) {

        private static @Nullable Stop read(ResultSet row) throws SQLException {
            var at = row.getObject("at", OffsetDateTime.class);
            return at == null ? null : new Stop(row.getString("by"), at.toInstant());
        }
    }

    /** How far it is, whichever instance does it. */
    public Progress progress() {
        var found = Objects.requireNonNull(jdbc.queryForObject(
                PROGRESS,
                (row, number) -> new Progress(row.getLong("head"), row.getLong("compacted"), 0, null, Stop.read(row))));
        var compacted = found.compacted();
        var batches = (lastOldEnough(compacted, found.head()) - compacted) / settings.batchSize();
        return new Progress(
                found.head(),
                compacted,
                compacted + batches * settings.batchSize(),
                found.stopped() == null ? jdbc.queryForObject(SECONDS_EACH, Double.class) : null,
                found.stopped());
    }

    /** Searches by halves. Why: times follow positions closely, and have no index. */
    private long lastOldEnough(long compacted, long head) {
        var old = compacted;
        var young = head + 1;
        while (young - old > 1) {
            var middle = (old + young) / 2;
            if (is(IS_OLD_ENOUGH, middle, settings.compactAfter().toMillis())) {
                old = middle;
            } else {
                young = middle;
            }
        }
        return old;
    }

    private boolean is(String question, Object... arguments) {
        return Boolean.TRUE.equals(jdbc.queryForObject(question, Boolean.class, arguments));
    }

    /** Keeps all instances from compacting, over restarts, until {@link #start()}; a batch that is under way is finished. */
    public void stop(String by) {
        jdbc.update(STOP, by);
    }

    public void start() {
        jdbc.update(START);
    }

    /** Compacts one batch, if there is a whole one that is old enough, and nobody has stopped it. */
    public Pass runOnce() {
        if (is(IS_STOPPED)) {
            return Pass.IDLE;
        }
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
