package org.chasqui.messaging.consumer;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.chasqui.messaging.queue.Offset;
import org.chasqui.messaging.queue.QueueName;
import org.springframework.jdbc.core.JdbcTemplate;

/** The row of one subscription: its offset, its rebuild, its lease, and how often the next event was attempted. */
final class SubscriptionTable {

    private static final String CREATE = "INSERT INTO messaging.subscription (name) VALUES (?) ON CONFLICT DO NOTHING";

    private static final String SELECT =
            "SELECT position, last_event_id, generation, rebuilding, target FROM messaging.subscription WHERE name = ?";

    /**
     * The fence: each transaction that applies events moves the offset first, and only from where the consumer believes it to be, and only
     * while nobody has paused the subscription.
     */
    private static final String ADVANCE = """
            UPDATE messaging.subscription
            SET position = ?, last_event_id = ?, attempt_position = 0, attempts = 0
            WHERE name = ? AND position = ? AND last_event_id = ? AND paused_at IS NULL
            RETURNING position, last_event_id, generation, rebuilding, target
            """;

    /** In the middle of a rebuild, the subscription stood where it did before that. */
    private static final String REWIND = """
            UPDATE messaging.subscription
            SET position = 0, last_event_id = '', generation = generation + 1, attempt_position = 0, attempts = 0,
                rebuilding = true, target = NULL, rebuild_begun_at = now(), rebuild_from = 0,
                rebuild_position = CASE WHEN rebuilding THEN rebuild_position ELSE position END,
                rebuild_event_id = CASE WHEN rebuilding THEN rebuild_event_id ELSE last_event_id END
            WHERE name = ?
            """;

    /** Why a new generation: what is under way for the rebuild must find that it is over. Why not back: the rows have got as far. */
    private static final String STOP_REBUILD = """
            UPDATE messaging.subscription
            SET position = greatest(position, rebuild_position),
                last_event_id = CASE WHEN position < rebuild_position THEN rebuild_event_id ELSE last_event_id END,
                generation = generation + 1, attempt_position = 0, attempts = 0, rebuilding = false, target = NULL
            WHERE name = ? AND rebuilding AND rebuild_position IS NOT NULL
            """;

    /** Only for the rebuild that has asked for it, and only if the target has not changed since. */
    private static final String SET_TARGET = """
            UPDATE messaging.subscription SET target = ?
            WHERE name = ? AND generation = ? AND rebuilding AND target IS NOT DISTINCT FROM ?
            """;

    /** Locks the row, so that no instance applies or rewinds until the transaction ends. */
    private static final String LOCK_REBUILD = """
            SELECT 1 FROM messaging.subscription
            WHERE name = ? AND position = ? AND last_event_id = ? AND generation = ? AND rebuilding AND paused_at IS NULL
            FOR UPDATE
            """;

    private static final String LOCK = "SELECT NOT rebuilding FROM messaging.subscription WHERE name = ? FOR UPDATE";

    private static final String END_REBUILD = """
            UPDATE messaging.subscription SET rebuilding = false, target = NULL
            WHERE name = ? AND position = ? AND last_event_id = ? AND generation = ?
            """;

    /**
     * Takes or renews the lease by the database's clock, and makes the row where there is none. A lease that runs longer than any that is
     * ever given comes from a clock that was set back, and counts as expired. Who takes it, goes on with a rebuild from here.
     */
    private static final String LEASE = """
            INSERT INTO messaging.subscription (name, owner, lease_until) VALUES (?, ?, now() + make_interval(secs => ?))
            ON CONFLICT (name) DO UPDATE SET owner = excluded.owner, lease_until = excluded.lease_until,
                rebuild_begun_at = CASE WHEN subscription.lease_until > now() THEN subscription.rebuild_begun_at ELSE now() END,
                rebuild_from = CASE WHEN subscription.lease_until > now() THEN subscription.rebuild_from ELSE subscription.position END
            WHERE subscription.paused_at IS NULL
              AND (subscription.owner IS NULL OR subscription.owner = excluded.owner OR subscription.lease_until < now()
                   OR subscription.lease_until > now() + make_interval(secs => ?))
            """;

    private static final String RELEASE =
            "UPDATE messaging.subscription SET owner = NULL, lease_until = NULL WHERE name = ? AND owner = ?";

    /** Takes the lease from its owner, so that none of the instances holds it until {@link #RESUME}. */
    private static final String PAUSE = """
            UPDATE messaging.subscription SET paused_at = now(), paused_by = ?, owner = NULL, lease_until = NULL
            WHERE name = ? AND paused_at IS NULL
            """;

    private static final String RESUME =
            "UPDATE messaging.subscription SET paused_at = NULL, paused_by = NULL WHERE name = ?";

    private static final String STANDING = """
            SELECT CASE WHEN lease_until > now() THEN owner END AS owner, paused_by, paused_at,
                   CASE WHEN rebuilding AND lease_until > now() AND rebuild_begun_at < now() AND rebuild_from < position
                        THEN extract(epoch FROM now() - rebuild_begun_at)::double precision / (position - rebuild_from) END AS seconds_each
            FROM messaging.subscription WHERE name = ?
            """;

    private static final String COUNT_ATTEMPT = """
            UPDATE messaging.subscription
            SET attempts = CASE WHEN attempt_position = ? THEN attempts + 1 ELSE 1 END, attempt_position = ?
            WHERE name = ? AND position = ? AND last_event_id = ? AND paused_at IS NULL
            RETURNING attempts
            """;

    private static final String REFUND_ATTEMPT = """
            UPDATE messaging.subscription SET attempts = attempts - 1
            WHERE name = ? AND attempt_position = ? AND attempts > 0
            """;

    private final QueueName name;
    private final JdbcTemplate jdbc;

    SubscriptionTable(QueueName name, JdbcTemplate jdbc) {
        this.name = name;
        this.jdbc = jdbc;
    }

    /** Reads the row, and makes it where there is none. */
    SubscriptionState state() {
        var rows = jdbc.query(SELECT, SubscriptionTable::read, name.toString());
        if (!rows.isEmpty()) {
            return rows.getFirst();
        }
        jdbc.update(CREATE, name.toString());
        return state();
    }

    /** @throws OffsetMoved if another instance has advanced or rewound it, or it is paused; the transaction must roll back */
    SubscriptionState advance(Offset from, Offset to) {
        return unlessMoved(
                from,
                jdbc.query(
                        ADVANCE,
                        SubscriptionTable::read,
                        to.position(),
                        to.eventId(),
                        name.toString(),
                        from.position(),
                        from.eventId()));
    }

    /** Begins a rebuild, also in the middle of one. */
    void rewind() {
        jdbc.update(REWIND, name.toString());
    }

    /**
     * Ends a rebuild before it is complete; returns false if none is under way, or one of a release that noted no way back. Why not from the
     * rebuild's position: the rows are newer, and a repair of the books would make them older.
     */
    boolean stopRebuild() {
        return jdbc.update(STOP_REBUILD, name.toString()) == 1;
    }

    /** Sets how far a rebuild has to go, unless the row has changed since. */
    void setTarget(SubscriptionState asked, long target) {
        jdbc.update(SET_TARGET, target, name.toString(), asked.generation(), asked.target());
    }

    /** @throws OffsetMoved if the rebuild has another offset by now; the transaction must roll back */
    void lockRebuild(SubscriptionState at) {
        if (jdbc.queryForList(LOCK_REBUILD, identity(at)).isEmpty()) {
            throw new OffsetMoved(name, at.offset());
        }
    }

    /** Locks the row, so that no instance applies anything until the transaction ends; returns false during a rebuild. */
    boolean lock() {
        return jdbc.queryForList(LOCK, Boolean.class, name.toString()).contains(true);
    }

    /** @throws OffsetMoved if the rebuild has another offset by now */
    void endRebuild(SubscriptionState at) {
        if (jdbc.update(END_REBUILD, identity(at)) != 1) {
            throw new OffsetMoved(name, at.offset());
        }
    }

    private <T> T unlessMoved(Offset from, List<T> updated) {
        return updated.stream().findFirst().orElseThrow(() -> new OffsetMoved(name, from));
    }

    private Object[] identity(SubscriptionState at) {
        return new Object[] {
            name.toString(), at.offset().position(), at.offset().eventId(), at.generation()
        };
    }

    private static SubscriptionState read(ResultSet row, int number) throws SQLException {
        return new SubscriptionState(
                new Offset(row.getLong("position"), row.getString("last_event_id")),
                row.getInt("generation"),
                row.getBoolean("rebuilding"),
                row.getObject("target", Long.class));
    }

    boolean lease(String owner, Duration ttl) {
        var seconds = ttl.toMillis() / 1000.0;
        return jdbc.update(LEASE, name.toString(), owner, seconds, 2 * seconds) == 1;
    }

    void release(String owner) {
        jdbc.update(RELEASE, name.toString(), owner);
    }

    /** Waits for the transaction that applies events at this moment. */
    void pause(String by) {
        state(); // why: an instance that has not begun yet has made no row
        jdbc.update(PAUSE, by, name.toString());
    }

    void resume() {
        jdbc.update(RESUME, name.toString());
    }

    Standing standing() {
        return jdbc.query(STANDING, Standing::read, name.toString()).stream()
                .findFirst()
                .orElseGet(() -> new Standing(null, null, null));
    }

    /**
     * Counts an attempt before it is made, so that one which kills the process is counted too; returns its number, from 1.
     *
     * @throws OffsetMoved if another instance has moved the offset; its own attempts must not be forgotten over a stale one
     */
    int countAttempt(Offset from, Offset event) {
        return unlessMoved(
                from,
                jdbc.query(
                        COUNT_ATTEMPT,
                        (row, number) -> row.getInt(1),
                        event.position(),
                        event.position(),
                        name.toString(),
                        from.position(),
                        from.eventId()));
    }

    /** Takes an attempt off the count that failed for a reason outside of the event. */
    void refundAttempt(Offset event) {
        jdbc.update(REFUND_ATTEMPT, name.toString(), event.position());
    }

    /** Another instance has applied events of this subscription, or rewound it, or it is paused: the transaction must roll back. */
    static final class OffsetMoved extends RuntimeException {

        private static final long serialVersionUID = 1L;

        OffsetMoved(QueueName name, Offset from) {
            super("Subscription " + name + " is no longer at " + from + ", or paused");
        }
    }
}
