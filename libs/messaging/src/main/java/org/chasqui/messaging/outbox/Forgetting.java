package org.chasqui.messaging.outbox;

import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import org.chasqui.messaging.Event;
import org.chasqui.messaging.queue.RedisQueue;
import org.chasqui.platform.worker.Worker.Pass;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Rewrites the earlier events of an aggregate that is to be forgotten: in the log they get the data of the event that {@linkplain Event#forgets
 * forgets} them, and lists that may have them as they were are filled anew.
 *
 * <p>Id, position, version and type of an event stay, so nobody's offset becomes a wrong one. Only what the log said about positions before the
 * forgetting event is gone, and {@link Answers} says nothing about these any more.
 *
 * <p>Any number of instances may run it: each takes aggregates that no other has taken, and a list may be filled anew at any time.
 */
final class Forgetting {

    private static final int AT_ONCE = 100;

    /** Parameters: kind and id of an aggregate. */
    private static final String NOTE =
            "INSERT INTO messaging.forgetting (aggregate_type, aggregate_id) VALUES (?, ?) ON CONFLICT DO NOTHING";

    /** Why only with a position: a question about the log names one, and must be told from those before. Parameter: most aggregates. */
    private static final String REWRITE = """
            WITH due AS (
                SELECT noted.aggregate_type, noted.aggregate_id, last.aggregate_version, last.position, last.payload
                FROM messaging.forgetting AS noted CROSS JOIN LATERAL (
                    SELECT aggregate_version, position, payload FROM messaging.event_log AS event
                    WHERE event.aggregate_type = noted.aggregate_type AND event.aggregate_id = noted.aggregate_id
                      AND event.type LIKE '%.forgotten.v%'
                    ORDER BY aggregate_version DESC LIMIT 1) AS last
                WHERE noted.rewritten_at IS NULL AND last.position IS NOT NULL
                LIMIT ? FOR UPDATE OF noted SKIP LOCKED
            ), rewritten AS (
                UPDATE messaging.event_log AS event SET payload = due.payload FROM due
                WHERE event.aggregate_type = due.aggregate_type AND event.aggregate_id = due.aggregate_id
                  AND event.aggregate_version < due.aggregate_version
                RETURNING event.position
            ), noted AS (
                UPDATE messaging.forgetting AS noted SET rewritten_at = clock_timestamp()
                FROM due CROSS JOIN (SELECT count(*) FROM rewritten) AS when_all_are_rewritten
                WHERE noted.aggregate_type = due.aggregate_type AND noted.aggregate_id = due.aggregate_id
            )
            UPDATE messaging.stream_head SET rewritten_for = greatest(rewritten_for, newest.position)
            FROM (SELECT max(position) AS position FROM due) AS newest WHERE newest.position IS NOT NULL
            """;

    /** Why a minute: what a relay has read, or {@link RecentEvents} remember, as it was, is pushed by then, or never will be. */
    private static final String REWRITTEN_BEFORE =
            "SELECT max(rewritten_at) FROM messaging.forgetting WHERE rewritten_at < now() - interval '1 min'";

    private static final String REWRITTEN_FOR = "SELECT coalesce(max(rewritten_for), 0) FROM messaging.stream_head";

    /** The database's clock compares, since it wrote the events. */
    private static final String OLDEST = """
            SELECT extract(epoch FROM clock_timestamp() - min(last.created_at))
            FROM messaging.forgetting AS noted CROSS JOIN LATERAL (
                SELECT created_at FROM messaging.event_log AS event
                WHERE event.aggregate_type = noted.aggregate_type AND event.aggregate_id = noted.aggregate_id
                  AND event.type LIKE '%.forgotten.v%'
                ORDER BY aggregate_version DESC LIMIT 1) AS last
            """;

    private static final String END = "DELETE FROM messaging.forgetting WHERE rewritten_at <= ?";

    private final List<RedisQueue> queues;
    private final JdbcTemplate jdbc;

    Forgetting(List<RedisQueue> queues, JdbcTemplate jdbc) {
        this.queues = queues;
        this.jdbc = jdbc;
    }

    /** Notes, in the transaction that appends an event, that it is to take the place of earlier ones, if it is of such a type. */
    static void note(Event event, JdbcTemplate jdbc) {
        if (Event.forgets(event.type())) {
            jdbc.update(NOTE, event.aggregateType(), event.aggregateId());
        }
    }

    /** Age of the oldest forgetting event for which there is work left, in seconds; 0 if there is none. */
    double oldestSeconds() {
        return Objects.requireNonNullElse(jdbc.queryForObject(OLDEST, Double.class), 0.0);
    }

    /**
     * Rewrites some events, if any are to be; one of the next passes then empties the lists.
     *
     * @throws RedisQueue.QueueUnavailable if Redis does not answer; the next pass goes on
     */
    Pass runOnce() {
        if (jdbc.update(REWRITE, AT_ONCE) > 0) {
            return Pass.PROGRESSED;
        }
        var before = jdbc.queryForObject(REWRITTEN_BEFORE, OffsetDateTime.class);
        if (before != null) {
            long newest = Objects.requireNonNull(jdbc.queryForObject(REWRITTEN_FOR, Long.class));
            queues.forEach(queue -> queue.dropEntriesUpTo(newest));
            jdbc.update(END, before);
        }
        return Pass.IDLE;
    }
}
