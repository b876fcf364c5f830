package org.chasqui.messaging.consumer;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.chasqui.messaging.queue.Entry;
import org.chasqui.messaging.queue.QueueName;
import org.springframework.jdbc.core.JdbcTemplate;

/** The dead letters of one subscription. */
final class DeadLetterTable {

    private static final int LONGEST_ERROR = 2_000;

    /** Why an update: after a rebuild the same event may fail a second time. */
    private static final String ADD = """
            INSERT INTO messaging.dead_letter (subscription, event_id, position, entry, error, attempts, fatal, set_aside)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (subscription, event_id) DO UPDATE
            SET position = excluded.position, entry = excluded.entry, error = excluded.error,
                attempts = dead_letter.attempts + excluded.attempts, fatal = excluded.fatal,
                set_aside = dead_letter.set_aside OR excluded.set_aside, state = 'open', updated_at = now()
            """;

    private static final String COLUMNS = """
            SELECT subscription, event_id, position, entry, error, attempts, fatal, state, created_at FROM messaging.dead_letter
            """;

    private static final String OPEN = COLUMNS + " WHERE subscription = ? AND state = 'open' ORDER BY position LIMIT ?";

    /** Why by time: letters that fail again and again must not keep later ones from their turn. */
    private static final String REDRIVABLE =
            COLUMNS + " WHERE subscription = ? AND state = 'open' AND NOT fatal ORDER BY updated_at, position LIMIT ?";

    private static final String LOCK_OPEN =
            COLUMNS + " WHERE subscription = ? AND event_id = ? AND state = 'open' FOR UPDATE";

    private static final String COUNT =
            "SELECT count(*) FROM messaging.dead_letter WHERE subscription = ? AND state = 'open'";

    private static final String IS_OPEN =
            "SELECT EXISTS (SELECT 1 FROM messaging.dead_letter WHERE subscription = ? AND event_id = ? AND state = 'open')";

    private static final String IS_SET_ASIDE =
            "SELECT EXISTS (SELECT 1 FROM messaging.dead_letter WHERE subscription = ? AND event_id = ? AND set_aside)";

    private static final String CLOSE = """
            UPDATE messaging.dead_letter SET state = ?, updated_at = now()
            WHERE subscription = ? AND event_id = ? AND state = 'open'
            """;

    private static final String DISCARD_ALL = """
            UPDATE messaging.dead_letter SET state = 'discarded', updated_at = now() WHERE subscription = ? AND state = 'open'
            """;

    private static final String BEGIN_ATTEMPT = """
            UPDATE messaging.dead_letter SET attempts = attempts + 1, fatal = true, updated_at = now()
            WHERE subscription = ? AND event_id = ? AND state = 'open'
            """;

    private static final String FAILED_AGAIN = """
            UPDATE messaging.dead_letter SET fatal = false, error = ?, updated_at = now()
            WHERE subscription = ? AND event_id = ?
            """;

    private final QueueName subscription;
    private final JdbcTemplate jdbc;

    DeadLetterTable(QueueName subscription, JdbcTemplate jdbc) {
        this.subscription = subscription;
        this.jdbc = jdbc;
    }

    void add(Entry entry, String error, int attempts, boolean fatal) {
        add(entry, error, attempts, fatal, false);
    }

    /** An event that no release here knows, and that an operator does not want to be waited for. */
    void addSetAside(Entry entry) {
        add(entry, "No release here knows the event; it was set aside by hand", 0, false, true);
    }

    /** Whether an operator has set the event aside, whatever has become of it since. */
    boolean isSetAside(String eventId) {
        return Boolean.TRUE.equals(jdbc.queryForObject(IS_SET_ASIDE, Boolean.class, subscription.toString(), eventId));
    }

    private void add(Entry entry, String error, int attempts, boolean fatal, boolean setAside) {
        jdbc.update(
                ADD,
                subscription.toString(),
                entry.offset().eventId(),
                entry.offset().position(),
                storable(entry.text()),
                shortened(error),
                attempts,
                fatal,
                setAside);
    }

    List<DeadLetter> open(int limit) {
        return jdbc.query(OPEN, DeadLetterTable::read, subscription.toString(), limit);
    }

    /** Those that may be tried without a person, the longest untried first. */
    List<DeadLetter> redrivable(int limit) {
        return jdbc.query(REDRIVABLE, DeadLetterTable::read, subscription.toString(), limit);
    }

    long count() {
        var count = jdbc.queryForObject(COUNT, Long.class, subscription.toString());
        return count == null ? 0 : count;
    }

    boolean isOpen(String eventId) {
        return Boolean.TRUE.equals(jdbc.queryForObject(IS_OPEN, Boolean.class, subscription.toString(), eventId));
    }

    Optional<DeadLetter> lockOpen(String eventId) {
        return jdbc.query(LOCK_OPEN, DeadLetterTable::read, subscription.toString(), eventId).stream()
                .findFirst();
    }

    /** @return whether there was such an open letter */
    boolean close(String eventId, String state) {
        return jdbc.update(CLOSE, state, subscription.toString(), eventId) == 1;
    }

    void discardAll() {
        jdbc.update(DISCARD_ALL, subscription.toString());
    }

    /**
     * Counts an attempt, and takes it for fatal until it has returned.
     *
     * @return whether there is such an open letter
     */
    boolean beginAttempt(String eventId) {
        return jdbc.update(BEGIN_ATTEMPT, subscription.toString(), eventId) == 1;
    }

    void failedAgain(String eventId, String error) {
        jdbc.update(FAILED_AGAIN, shortened(error), subscription.toString(), eventId);
    }

    private static DeadLetter read(ResultSet row, int number) throws SQLException {
        return new DeadLetter(
                row.getString("subscription"),
                row.getString("event_id"),
                row.getLong("position"),
                row.getString("entry"),
                row.getString("error"),
                row.getInt("attempts"),
                row.getBoolean("fatal"),
                row.getString("state"),
                row.getObject("created_at", OffsetDateTime.class).toInstant());
    }

    private static String shortened(String error) {
        var storable = storable(error);
        return storable.length() <= LONGEST_ERROR ? storable : storable.substring(0, LONGEST_ERROR);
    }

    /** PostgreSQL's text has no place for NUL, and a letter that cannot be written would stop the stream. */
    private static String storable(String text) {
        return text.replace('\u0000', '\uFFFD');
    }
}
