package org.chasqui.messaging.outbox;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.chasqui.messaging.EnvelopeJson;
import org.chasqui.messaging.queue.Offset;
import org.jspecify.annotations.Nullable;

/** A numbered row of the event log. */
record LoggedEvent(
        long position,
        UUID id,
        String type,
        String aggregateType,
        long aggregateId,
        long version,
        Instant at,
        @Nullable String traceparent,
        String data) {

    static LoggedEvent read(ResultSet row, int number) throws SQLException {
        return new LoggedEvent(
                row.getLong("position"),
                row.getObject("event_id", UUID.class),
                row.getString("type"),
                row.getString("aggregate_type"),
                row.getLong("aggregate_id"),
                row.getLong("aggregate_version"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getString("traceparent"),
                row.getString("payload"));
    }

    Offset offset() {
        return new Offset(position, id.toString());
    }

    /** @param stream the stream of the log */
    String envelope(String stream) {
        return EnvelopeJson.write(stream, id, type, aggregateType, aggregateId, version, at, traceparent, data);
    }
}
