package org.chasqui.orders.commands.sweeper;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** {@code GET /actuator/undecided?seconds=60} shows orders that have waited for a decision for longer than that: the 200 that wait longest. */
@Component
@Endpoint(id = "undecided")
@NullMarked
class UndecidedOrders {

    private static final double USUALLY_TOO_LONG = 60;

    private static final int MAX_COUNTED = 10_000;

    /**
     * Why not by undecided_since alone: that is anew with each reminder. Why it comes first all the same: it has an index, and so the statement
     * stops early if a million orders wait.
     */
    private static final String LONGEST = """
            SELECT id, version, state, cancel_requested, placed_at, round(extract(epoch FROM now() - updated_at), 3) AS seconds,
                   reminders, count(*) OVER () AS found
            FROM (SELECT * FROM orders WHERE undecided AND updated_at < now() - make_interval(secs => :seconds)
                  ORDER BY undecided_since LIMIT :limit) AS waiting
            ORDER BY updated_at LIMIT 200
            """;

    private final JdbcClient jdbc;

    UndecidedOrders(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * @param count of all that have waited so long; 10,001 if there are more than 10,000
     * @param orders those that have waited longest first
     */
    record Undecided(long count, List<WaitingOrder> orders) {}

    /**
     * @param state {@code completed} if its stock is to be given back
     * @param seconds since it was placed, or since its cancel was asked for
     * @param reminders how often products-commands was told of it again
     */
    record WaitingOrder(
            long id,
            long version,
            String state,
            boolean cancelRequested,
            Instant placedAt,
            double seconds,
            int reminders) {

        private static WaitingOrder read(ResultSet row) throws SQLException {
            return new WaitingOrder(
                    row.getLong("id"),
                    row.getLong("version"),
                    row.getString("state"),
                    row.getBoolean("cancel_requested"),
                    row.getObject("placed_at", OffsetDateTime.class).toInstant(),
                    row.getDouble("seconds"),
                    row.getInt("reminders"));
        }
    }

    @ReadOperation
    public Undecided undecided(@Nullable Double seconds) {
        var least = seconds == null ? USUALLY_TOO_LONG : Math.clamp(seconds, 0, 1e9);
        var count = new AtomicLong();
        var orders = jdbc.sql(LONGEST)
                .param("seconds", least)
                .param("limit", MAX_COUNTED + 1)
                .query((row, number) -> {
                    count.set(row.getLong("found"));
                    return WaitingOrder.read(row);
                })
                .list();
        return new Undecided(count.get(), orders);
    }
}
