package org.chasqui.messaging.outbox;

import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.chasqui.messaging.EnvelopeJson;
import org.chasqui.messaging.queue.Offset;
import org.chasqui.messaging.queue.RedisQueue.LogPositions;
import org.chasqui.platform.Author;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowMapper;

/** Reads numbered events in the order of their positions; it skips those that compaction has removed. */
final class EventLogReader {

    private static final String READ =
            LoggedEvent.SELECT + "FROM messaging.event_log WHERE position >= ? ORDER BY position LIMIT ?";

    /** Parameter: a position, three times. Returns the id of the event that it was given to, if compaction has come so far. */
    private static final String READ_HISTORY = """
            SELECT encode(substring(event_ids FROM (? - first_position)::integer * 16 + 1 FOR 16), 'hex')::uuid
            FROM (SELECT first_position, event_ids FROM messaging.event_history
                  WHERE first_position <= ? ORDER BY first_position DESC LIMIT 1) AS block
            WHERE ? < first_position + octet_length(event_ids) / 16
            """;

    private static final String POSITIONS = """
            SELECT (SELECT coalesce(max(position), 0) FROM messaging.event_log) AS head,
                   coalesce((SELECT first_position + octet_length(event_ids) / 16 - 1
                             FROM messaging.event_history ORDER BY first_position DESC LIMIT 1), 0) AS compacted
            """;

    /** What compaction has passed, and what was rewritten. */
    private static final String FIRST_TOLD = """
            SELECT greatest(coalesce(max(rewritten_for), 0),
                            (SELECT first_position + octet_length(event_ids) / 16 - 1
                             FROM messaging.event_history ORDER BY first_position DESC LIMIT 1))
            FROM messaging.stream_head
            """;

    private final JdbcTemplate jdbc;
    private final RowMapper<LoggedEvent> events;

    EventLogReader(JdbcTemplate jdbc, String stream) {
        this.jdbc = jdbc;
        events = LoggedEvent.of(stream);
    }

    /**
     * The events that follow the offset, at most so many.
     *
     * @throws Diverged if the log never had that event at that position
     */
    List<LoggedEvent> after(Offset offset, int limit) throws Diverged {
        if (offset.position() == 0) {
            return jdbc.query(READ, events, 1L, limit);
        }
        var rows = jdbc.query(READ, events, offset.position(), limit + 1);
        if (!rows.isEmpty() && rows.getFirst().offset().equals(offset)) {
            return rows.subList(1, rows.size());
        }
        // why after the log: an event is in the history before it is out of the log
        if (isHistory(offset)) {
            return rows.subList(0, Math.min(rows.size(), limit));
        }
        throw new Diverged(offset);
    }

    private boolean isHistory(Offset offset) {
        var position = offset.position();
        return jdbc.queryForList(READ_HISTORY, String.class, position, position, position).stream()
                .anyMatch(offset.eventId()::equals);
    }

    LogPositions logPositions() {
        return Objects.requireNonNull(jdbc.queryForObject(
                POSITIONS, (row, number) -> new LogPositions(row.getLong("head"), row.getLong("compacted"))));
    }

    /** The first position as of which the log still has the newest event of each aggregate, as it was then. */
    long firstTold() {
        return Objects.requireNonNull(jdbc.queryForObject(FIRST_TOLD, Long.class));
    }

    /** The log lacks an event that was delivered: it has lost committed data, or it was restored from a backup. */
    static final class Diverged extends Exception {

        private static final long serialVersionUID = 1L;

        Diverged(Offset offset) {
            super("The event log has no event " + offset);
        }
    }

    /**
     * A numbered row of the event log.
     *
     * @param envelope as it is sent
     */
    record LoggedEvent(Offset offset, String envelope) {

        static final String SELECT = """
                SELECT position, event_id, type, aggregate_type, aggregate_id, aggregate_version, created_at,
                       traceparent, authtype, authid, payload::text AS payload
                """;

        /** Reads rows of the log of this stream. */
        static RowMapper<LoggedEvent> of(String stream) {
            return (row, number) -> {
                var id = row.getObject("event_id", UUID.class);
                return new LoggedEvent(
                        new Offset(row.getLong("position"), id.toString()),
                        EnvelopeJson.write(
                                stream,
                                id,
                                row.getString("type"),
                                row.getString("aggregate_type"),
                                row.getLong("aggregate_id"),
                                row.getLong("aggregate_version"),
                                row.getObject("created_at", OffsetDateTime.class)
                                        .toInstant(),
                                row.getString("traceparent"),
                                Author.of(row.getString("authtype"), row.getString("authid"))
                                        .orElse(null),
                                row.getString("payload")));
            };
        }
    }
}
