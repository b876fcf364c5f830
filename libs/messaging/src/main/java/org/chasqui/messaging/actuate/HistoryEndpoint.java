package org.chasqui.messaging.actuate;

import static java.util.Objects.requireNonNull;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.chasqui.messaging.Replica;
import org.chasqui.messaging.Subscription;
import org.chasqui.messaging.consumer.Consumers;
import org.chasqui.messaging.consumer.QueueConsumer;
import org.chasqui.messaging.outbox.Publication;
import org.chasqui.platform.Trace;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * {@code GET /actuator/history/order/17} shows what this service has of one aggregate: its events in the log, its copy, when it applied which
 * event, and its dead letters. Whoever wants the whole way asks all services that the aggregate passes.
 */
@Endpoint(id = "history")
public final class HistoryEndpoint {

    private static final int MAX_LISTED = 200;

    /** When the transaction ended that wrote the row last, which PostgreSQL keeps by itself if it is told to. */
    private static final String WRITTEN_AT =
            "CASE WHEN current_setting('track_commit_timestamp') = 'on' THEN pg_xact_commit_timestamp(xmin) END";

    /** Why its number is what was written last: nothing else changes an event, except that a newer one forgets it. */
    private static final String EVENTS = """
            SELECT event_id, type, aggregate_version, created_at, position, traceparent,
                   CASE WHEN position IS NOT NULL THEN %s END AS numbered_at
            FROM messaging.event_log WHERE aggregate_type = ? AND aggregate_id = ? ORDER BY aggregate_version LIMIT ?
            """.formatted(WRITTEN_AT);

    private static final String COPY =
            "SELECT version, " + WRITTEN_AT + " AS written_at FROM %s WHERE id = ? AND version > 0";

    /** Why this pattern: it has an index. */
    private static final String LETTERS = """
            SELECT subscription, event_id FROM messaging.dead_letter
            WHERE state = 'open' AND left(substring(entry FROM '"subject" *: *"([^"]*)"'), 100) = ? ORDER BY subscription, position LIMIT ?
            """;

    private final Consumers consumers;
    private final @Nullable Publication publication;
    private final List<Particulars> particulars;
    private final JdbcTemplate jdbc;

    public HistoryEndpoint(
            Consumers consumers, @Nullable Publication publication, List<Particulars> particulars, JdbcTemplate jdbc) {
        this.consumers = consumers;
        this.publication = publication;
        this.particulars = List.copyOf(particulars);
        this.jdbc = jdbc;
    }

    /**
     * @param particulars what the service itself tells of the aggregate; null where it tells nothing
     * @param events that compaction has left, in the order of their versions
     * @param applied the last events that this instance has applied
     */
    public record History(
            @Nullable Object particulars,
            List<LoggedEvent> events,
            List<Copy> copies,
            List<Applied> applied,
            List<Letter> deadLetters) {}

    /**
     * @param time when its transaction began
     * @param position null until it has one
     * @param numberedAt when it got it; null if PostgreSQL does not know
     * @param pushes to each subscriber of the stream; none before it has a position
     */
    public record LoggedEvent(
            String eventId,
            String type,
            long version,
            Instant time,
            @Nullable Long position,
            @Nullable Instant numberedAt,
            @Nullable String traceId,
            List<Push> pushes) {}

    /** @param pushedAt when the event first went into the list; null if this instance does not know */
    public record Push(String subscription, @Nullable Instant pushedAt) {}

    /**
     * @param version of the newest event that it has
     * @param writtenAt when the row was last written; null if PostgreSQL does not know
     */
    public record Copy(String table, long version, @Nullable Instant writtenAt) {}

    /**
     * An event that was applied here.
     *
     * @param appliedAt when its transaction began
     */
    public record Applied(String subscription, String eventId, long position, Instant appliedAt) {}

    /** An event that could not be applied here. */
    public record Letter(String subscription, String eventId) {}

    @ReadOperation
    public History of(@Selector String aggregate, @Selector long id) {
        var moment = Moment.read(jdbc);
        var subject = "%s/%d".formatted(aggregate, id);
        return new History(
                particulars.stream()
                        .filter(kind -> kind.aggregate().equals(aggregate))
                        .flatMap(kind -> kind.of(id).stream())
                        .findFirst()
                        .orElse(null),
                jdbc.query(EVENTS, (row, number) -> event(row, moment), aggregate, id, MAX_LISTED),
                consumers.all().stream()
                        .map(QueueConsumer::subscription)
                        .flatMap(subscription -> replicas(subscription, aggregate))
                        .flatMap(replica -> copy(replica.table(), id))
                        .toList(),
                consumers.all().stream()
                        .flatMap(consumer -> applied(consumer, subject, moment))
                        .toList(),
                letters(subject));
    }

    /**
     * What the clock of the database shows when {@link System#nanoTime()} is this. Why that clock: all other times here are its own.
     *
     * @param doubt how long the question and its answer took
     */
    private record Moment(Instant now, long nanoTime, long doubt) {

        private static final int LOOKS = 5;

        /** Why the quickest of several looks: a slow one would show an event applied after what came of it. */
        static Moment read(JdbcTemplate jdbc) {
            return Stream.generate(() -> look(jdbc))
                    .limit(LOOKS)
                    .min(Comparator.comparingLong(Moment::doubt))
                    .orElseThrow();
        }

        private static Moment look(JdbcTemplate jdbc) {
            long begin = System.nanoTime();
            var now = requireNonNull(jdbc.queryForObject("SELECT clock_timestamp()", OffsetDateTime.class));
            long took = System.nanoTime() - begin;
            return new Moment(now.toInstant(), begin + took / 2, took);
        }

        Instant at(long nanoTime) {
            return now.plusNanos(nanoTime - this.nanoTime).truncatedTo(ChronoUnit.MICROS);
        }
    }

    private LoggedEvent event(ResultSet row, Moment moment) throws SQLException {
        var position = row.getObject("position", Long.class);
        return new LoggedEvent(
                row.getString("event_id"),
                row.getString("type"),
                row.getLong("aggregate_version"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                position,
                instant(row, "numbered_at"),
                Optional.ofNullable(row.getString("traceparent")).map(Trace::id).orElse(null),
                publication == null || position == null ? List.of() : pushes(publication, position, moment));
    }

    private static List<Push> pushes(Publication publication, long position, Moment moment) {
        return publication.relays().stream()
                .map(relay -> {
                    var pushed = relay.pushedAt(position);
                    return new Push(
                            relay.queue().name().toString(), pushed.isPresent() ? moment.at(pushed.getAsLong()) : null);
                })
                .toList();
    }

    private static Stream<Replica<?>> replicas(Subscription subscription, String aggregate) {
        return subscription.books().entrySet().stream()
                .filter(book -> book.getKey().aggregate().equals(aggregate))
                .map(book -> book.getValue());
    }

    private Stream<Copy> copy(String table, long id) {
        return jdbc
                .query(
                        COPY.formatted(table),
                        (row, number) -> new Copy(table, row.getLong("version"), instant(row, "written_at")),
                        id)
                .stream();
    }

    private static Stream<Applied> applied(QueueConsumer consumer, String subject, Moment moment) {
        return consumer.appliedAt(subject).entrySet().stream()
                .map(event -> new Applied(
                        consumer.queueName().toString(),
                        event.getKey().eventId(),
                        event.getKey().position(),
                        moment.at(event.getValue())));
    }

    private List<Letter> letters(String subject) {
        return jdbc.query(
                LETTERS,
                (row, number) -> new Letter(row.getString("subscription"), row.getString("event_id")),
                subject,
                MAX_LISTED);
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        var time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
