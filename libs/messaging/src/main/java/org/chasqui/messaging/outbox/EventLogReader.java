package org.chasqui.messaging.outbox;

import java.util.List;
import org.chasqui.messaging.queue.Offset;
import org.springframework.jdbc.core.JdbcTemplate;

/** Reads numbered events in the order of their positions. */
final class EventLogReader {

    private static final String READ = """
            SELECT position, event_id, type, aggregate_type, aggregate_id, aggregate_version, schema_version,
                   created_at, traceparent, payload::text AS payload
            FROM messaging.event_log WHERE position >= ? ORDER BY position LIMIT ?
            """;

    private final JdbcTemplate jdbc;

    EventLogReader(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * The events that follow the offset, at most so many.
     *
     * @throws Diverged if the log does not have that event at that position
     */
    List<LoggedEvent> after(Offset offset, int limit) throws Diverged {
        if (offset.position() == 0) {
            return jdbc.query(READ, LoggedEvent::read, 1L, limit);
        }
        var rows = jdbc.query(READ, LoggedEvent::read, offset.position(), limit + 1);
        if (rows.isEmpty() || !rows.getFirst().offset().equals(offset)) {
            throw new Diverged(offset);
        }
        return rows.subList(1, rows.size());
    }

    /** The log lacks an event that was delivered: it has lost committed data, or it was restored from a backup. */
    static final class Diverged extends Exception {

        private static final long serialVersionUID = 1L;

        Diverged(Offset offset) {
            super("The event log has no event " + offset);
        }
    }
}
