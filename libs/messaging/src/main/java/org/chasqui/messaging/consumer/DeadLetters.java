package org.chasqui.messaging.consumer;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.chasqui.messaging.EnvelopeJson;
import org.chasqui.messaging.RetentionSettings;
import org.chasqui.messaging.Subscription;
import org.chasqui.messaging.queue.Entry;
import org.chasqui.messaging.queue.QueueName;
import org.chasqui.platform.Trace;
import org.chasqui.platform.worker.PeriodicWorker;
import org.chasqui.platform.worker.Worker;
import org.chasqui.platform.worker.WorkerLoop;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionOperations;

/** The events of one subscription that could not be applied. An operator, or a later release, replays or discards them. */
public final class DeadLetters {

    private static final Logger log = LoggerFactory.getLogger(DeadLetters.class);

    private static final int LONGEST_ERROR = 2_000;

    /** Why an update: after a rebuild the same event may fail a second time. */
    private static final String ADD = """
            INSERT INTO messaging.dead_letter (subscription, event_id, position, entry, error, stack, attempts, fatal, set_aside)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (subscription, event_id) DO UPDATE
            SET position = excluded.position, entry = excluded.entry, error = excluded.error, stack = excluded.stack,
                attempts = dead_letter.attempts + excluded.attempts, fatal = excluded.fatal,
                set_aside = dead_letter.set_aside OR excluded.set_aside, state = 'open', updated_at = now()
            """;

    private static final String OPEN = " FROM messaging.dead_letter WHERE subscription = ? AND state = 'open'";

    private static final String COLUMNS =
            "SELECT subscription, event_id, position, entry, error, stack, attempts, fatal, state, created_at";

    private static final String SELECT_OPEN = COLUMNS + OPEN;

    /** Empty texts match all. Why the first type: an envelope names its own before its data. */
    private static final String MATCHING = OPEN + """
             AND ? IN ('', substring(entry FROM '"type" *: *"([^"]*)"')) AND strpos(error, ?) > 0 ORDER BY position LIMIT ?
            """;

    /** Why by time: letters that fail again and again must not keep later ones from their turn. */
    private static final String REDRIVABLE = SELECT_OPEN + " AND NOT fatal ORDER BY updated_at, position LIMIT ?";

    private static final String LOCK = SELECT_OPEN + " AND event_id = ? FOR UPDATE";

    private static final String COUNT = "SELECT count(*)" + OPEN;

    private static final String CONTAINS = COUNT + " AND event_id = ?";

    private static final String WAS_SET_ASIDE =
            "SELECT count(*) FROM messaging.dead_letter WHERE subscription = ? AND event_id = ? AND set_aside";

    private static final String CLOSE = """
            UPDATE messaging.dead_letter SET state = ?, updated_at = now()
            WHERE subscription = ? AND event_id = ? AND state = 'open'
            """;

    /** Why also those that are closed: they are kept, too. */
    private static final String SELECT_OF_AGGREGATE = COLUMNS
            + " FROM messaging.dead_letter WHERE subscription = ? AND strpos(entry, ?) > 0 ORDER BY event_id FOR UPDATE";

    /** Of an error the kind is left: its text may quote what the event said. */
    private static final String REWRITE = """
            UPDATE messaging.dead_letter SET entry = ?, error = split_part(error, ':', 1) WHERE subscription = ? AND event_id = ?
            """;

    private static final String SUSPEND = """
            UPDATE messaging.dead_letter SET state = 'suspended', updated_at = now() WHERE subscription = ? AND state = 'open'
            """;

    private static final String END_SUSPENSION = """
            UPDATE messaging.dead_letter SET state = CASE WHEN position > ? THEN 'open' ELSE 'discarded' END, updated_at = now()
            WHERE subscription = ? AND state = 'suspended'
            """;

    /** Marks the letter as fatal until the attempt has returned, and says whether it was. */
    private static final String BEGIN_ATTEMPT = """
            UPDATE messaging.dead_letter AS letter SET attempts = letter.attempts + 1, fatal = true, updated_at = now()
            FROM messaging.dead_letter AS before
            WHERE letter.subscription = ? AND letter.event_id = ? AND letter.state = 'open'
              AND before.subscription = letter.subscription AND before.event_id = letter.event_id
            RETURNING before.fatal
            """;

    /** For an attempt that came too late: a stopped rebuild may open the letter again. */
    private static final String TAKE_BACK_ATTEMPT = """
            UPDATE messaging.dead_letter SET attempts = attempts - 1, fatal = ? WHERE subscription = ? AND event_id = ?
            """;

    private static final String FAILED_AGAIN = """
            UPDATE messaging.dead_letter SET fatal = false, error = ?, stack = ?, updated_at = now()
            WHERE subscription = ? AND event_id = ?
            """;

    /** Parameters: milliseconds, most rows. Any number of instances may run it at once: each skips the rows that another has locked. */
    private static final String DELETE_CLOSED = """
            DELETE FROM messaging.dead_letter
            WHERE (subscription, event_id) IN (
                SELECT subscription, event_id FROM messaging.dead_letter
                WHERE state NOT IN ('open', 'suspended') AND NOT set_aside AND updated_at < now() - ? * interval '1 ms'
                ORDER BY updated_at LIMIT ? FOR UPDATE SKIP LOCKED)
            """;

    private final String name;
    private final Subscription subscription;
    private final JdbcTemplate jdbc;
    private final TransactionOperations transactions;

    /** Attempts that failed, with their errors, until the database knows that they have returned. */
    private final Map<String, Failure> returned = new ConcurrentHashMap<>();

    DeadLetters(QueueName name, Subscription subscription, JdbcTemplate jdbc, TransactionOperations transactions) {
        this.name = name.toString();
        this.subscription = subscription;
        this.jdbc = jdbc;
        this.transactions = transactions;
    }

    /**
     * An event that could not be applied. It is not lost: it can be replayed once the reason is gone.
     *
     * @param subscription name of the subscription, for example {@code orders.0.orders-queries}
     * @param eventId id of the event
     * @param position its place in the stream
     * @param entry the list entry as it was
     * @param error the last failure
     * @param stack where it failed, without messages; null if no attempt has returned
     * @param attempts how often it was tried
     * @param fatal whether an attempt did not return, perhaps because it ended the process; then only a person tries it again
     * @param state {@code open}, {@code replayed}, {@code discarded} or {@code suspended}
     * @param createdAt when it became a dead letter
     */
    public record DeadLetter(
            String subscription,
            String eventId,
            long position,
            String entry,
            String error,
            @Nullable String stack,
            int attempts,
            boolean fatal,
            String state,
            Instant createdAt) {

        private static DeadLetter read(ResultSet row, int number) throws SQLException {
            return new DeadLetter(
                    row.getString("subscription"),
                    row.getString("event_id"),
                    row.getLong("position"),
                    row.getString("entry"),
                    row.getString("error"),
                    row.getString("stack"),
                    row.getInt("attempts"),
                    row.getBoolean("fatal"),
                    row.getString("state"),
                    row.getObject("created_at", OffsetDateTime.class).toInstant());
        }
    }

    /**
     * Why an event could not be applied.
     *
     * @param stack where it failed; null if there was no attempt, or none has returned
     */
    record Failure(String error, @Nullable String stack) {

        static Failure of(Throwable thrown) {
            return new Failure(thrown.toString(), Failures.stack(thrown));
        }
    }

    /** The open ones, oldest first. */
    public List<DeadLetter> open(int limit) {
        return open("", "", limit);
    }

    /**
     * The open ones of a type and with a text in their error, oldest first.
     *
     * @param type of the events, or an empty text for all
     * @param error what the error contains
     */
    public List<DeadLetter> open(String type, String error, int limit) {
        return jdbc.query(COLUMNS + MATCHING, DeadLetter::read, name, storable(type), storable(error), limit);
    }

    /** The ids of the same. */
    public List<String> openIds(String type, String error, int limit) {
        return jdbc.query(
                "SELECT event_id" + MATCHING,
                (row, number) -> row.getString("event_id"),
                name,
                storable(type),
                storable(error),
                limit);
    }

    /** How many are open. */
    public long count() {
        return count(COUNT, name);
    }

    /** Whether there is such an open letter. */
    public boolean contains(String eventId) {
        return count(CONTAINS, name, eventId) > 0;
    }

    /** Whether an operator has ever set the event aside. */
    boolean wasSetAside(String eventId) {
        return count(WAS_SET_ASIDE, name, eventId) > 0;
    }

    private long count(String query, Object... arguments) {
        var count = jdbc.queryForObject(query, Long.class, arguments);
        return count == null ? 0 : count;
    }

    void add(Entry entry, Failure failure, int attempts, boolean fatal) {
        add(entry, failure, attempts, fatal, false);
    }

    /** Adds an event that no release here knows, and that an operator does not want to be waited for. */
    void addSetAside(Entry entry) {
        add(entry, new Failure("No release here knows the event; it was set aside by hand", null), 0, false, true);
    }

    private void add(Entry entry, Failure failure, int attempts, boolean fatal, boolean setAside) {
        jdbc.update(
                ADD,
                name,
                entry.offset().eventId(),
                entry.offset().position(),
                storable(entry.text()),
                shortened(failure.error()),
                failure.stack(),
                attempts,
                fatal,
                setAside);
    }

    /** Takes the open ones out of sight for as long as a rebuild brings the stream again. */
    void suspend() {
        jdbc.update(SUSPEND, name);
    }

    /** Discards those whose events a rebuild has brought again, up to a position, and opens the others. */
    void endSuspension(long position) {
        jdbc.update(END_SUSPENSION, position, name);
    }

    /**
     * Applies the event again. Safe at any time: handlers go by versions and by business keys, so an event that was superseded meanwhile
     * changes nothing.
     *
     * @return whether it is applied now; if not, the letter stays open with the new error
     */
    public boolean replay(String eventId) {
        var wasFatal = jdbc.queryForList(BEGIN_ATTEMPT, Boolean.class, name, eventId);
        if (wasFatal.isEmpty()) {
            return false;
        }
        try {
            var applied = Boolean.TRUE.equals(transactions.execute(status -> replayLocked(eventId)));
            if (!applied) {
                jdbc.update(TAKE_BACK_ATTEMPT, wasFatal.getFirst(), name, eventId);
            }
            return applied;
        } catch (RuntimeException | Error e) {
            log.warn("Dead letter {} of {} failed again: {}", eventId, name, e.toString());
            returned.put(eventId, Failure.of(e));
            recordReturned();
            return false;
        }
    }

    private boolean replayLocked(String eventId) {
        var letter = jdbc.query(LOCK, DeadLetter::read, name, eventId);
        if (letter.isEmpty()) {
            return false;
        }
        var entry = Entry.parse(letter.getFirst().entry())
                .orElseThrow(() -> new IllegalStateException("Dead letter " + eventId + " holds no entry"));
        var delivery = Delivery.of(entry, subscription);
        if (!delivery.understood()) {
            throw new IllegalStateException("This release does not know the event's type");
        }
        Delivery.dispatch(List.of(delivery));
        if (delivery.forgets()) {
            rewriteFor(delivery);
        }
        jdbc.update(CLOSE, "replayed", name, eventId);
        log.info("Dead letter {} of {} was replayed", eventId, name);
        return true;
    }

    /**
     * Replays those that may be tried without a person. It leaves out a letter during whose attempt a process ended: that letter could end
     * every process that starts.
     */
    public void redrive(int limit) {
        recordReturned();
        jdbc.query(REDRIVABLE, DeadLetter::read, name, limit).forEach(this::redrive);
    }

    private void redrive(DeadLetter letter) {
        var trace = Entry.parse(letter.entry()).flatMap(entry -> EnvelopeJson.traceparent(entry.json()));
        Trace.during(trace, () -> replay(letter.eventId()));
        WorkerLoop.progressed();
    }

    /** Gives all letters of an aggregate the data of the event that forgets what they say; runs in the transaction that applies it. */
    void rewriteFor(Delivery forgetting) {
        var json = forgetting.entry().json();
        var subject =
                "\"subject\":\"%s\"".formatted(EnvelopeJson.attributes(json).get("subject"));
        for (var letter : jdbc.query(SELECT_OF_AGGREGATE, DeadLetter::read, name, subject)) {
            Entry.parse(letter.entry())
                    .map(entry -> new Entry(
                            entry.offset(),
                            entry.previous(),
                            entry.previousId(),
                            EnvelopeJson.withDataOf(entry.json(), json)))
                    .ifPresent(entry -> jdbc.update(REWRITE, entry.text(), name, letter.eventId()));
        }
    }

    private void recordReturned() {
        returned.forEach((eventId, failure) -> {
            jdbc.update(FAILED_AGAIN, shortened(failure.error()), failure.stack(), name, eventId);
            returned.remove(eventId);
        });
    }

    /** Gives the event up. The letter is kept, marked as discarded. */
    public boolean discard(String eventId) {
        var discarded = jdbc.update(CLOSE, "discarded", name, eventId) == 1;
        if (discarded) {
            log.warn("Dead letter {} of {} was discarded", eventId, name);
        }
        return discarded;
    }

    /**
     * Deletes letters of all subscriptions that were replayed or discarded long ago. It keeps open ones, and events that an operator has set
     * aside, since a rebuild may bring these again.
     */
    public static Worker cleanup(JdbcTemplate jdbc, RetentionSettings settings) {
        return PeriodicWorker.every(settings.interval(), "dead letter cleanup", () -> deleteClosed(jdbc, settings));
    }

    /** Deletes one batch. */
    static Worker.Pass deleteClosed(JdbcTemplate jdbc, RetentionSettings settings) {
        var deleted = jdbc.update(DELETE_CLOSED, settings.deadLetters().toMillis(), settings.batchSize());
        return deleted == settings.batchSize() ? Worker.Pass.PROGRESSED : Worker.Pass.IDLE;
    }

    private static String shortened(String error) {
        var storable = storable(error);
        return storable.length() <= LONGEST_ERROR ? storable : storable.substring(0, LONGEST_ERROR);
    }

    /** Why: PostgreSQL's text cannot hold NUL, and a letter that cannot be written would stop the stream. */
    private static String storable(String text) {
        return text.replace('\u0000', '\uFFFD');
    }
}
