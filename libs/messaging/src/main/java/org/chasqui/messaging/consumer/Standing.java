package org.chasqui.messaging.consumer;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/**
 * Who applies a subscription.
 *
 * @param owner the instance that does; null if none does at this moment
 * @param paused who has paused it; null if nobody has
 * @param secondsEach what a rebuild takes for a position, since it has gone on without a pause; null if nobody can say that
 */
public record Standing(
        @Nullable String owner,
        @Nullable Pause paused,
        @Nullable Double secondsEach) {

    /**
     * @param by the subject of an operator's token, {@code -} in an open shop
     * @param at since when
     */
    public record Pause(String by, Instant at) {}

    public boolean isPaused() {
        return paused != null;
    }

    static Standing read(ResultSet row, int number) throws SQLException {
        var at = row.getObject("paused_at", OffsetDateTime.class);
        return new Standing(
                row.getString("owner"),
                at == null ? null : new Pause(row.getString("paused_by"), at.toInstant()),
                row.getObject("seconds_each", Double.class));
    }
}
