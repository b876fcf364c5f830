package org.chasqui.messaging.outbox;

import io.opentelemetry.api.trace.Span;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.chasqui.messaging.EnvelopeJson;
import org.chasqui.messaging.Event;
import org.chasqui.messaging.EventLog;
import org.chasqui.messaging.EventLog.EventTooLarge;
import org.chasqui.platform.Author;
import org.chasqui.platform.Trace;
import org.chasqui.platform.tracing.Spans;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Writes events with plain JDBC, at once and in order: an object mapper's write-behind could swap them. */
public final class JdbcEventLog implements EventLog {

    /** The limit of the column, checked here to name the event. */
    private static final int MAX_BYTES = 64 * 1024;

    /** Counts the text that PostgreSQL makes of the JSON, with a space after each comma and colon: a little more than what is sent. */
    private static final String SIZE_CHECK = "event_log_payload_check";

    private static final String INSERT = """
            INSERT INTO messaging.event_log
                (event_id, type, aggregate_type, aggregate_id, aggregate_version, payload, traceparent, authtype, authid)
            VALUES (?, ?, ?, ?, ?, ?::jsonb, ?, ?, ?)
            """;

    private static final Logger log = LoggerFactory.getLogger(JdbcEventLog.class);

    private final String stream;
    private final JdbcTemplate jdbc;
    private final Supplier<Runnable> beforeCommit;

    /**
     * @param stream the stream that the events belong to
     * @param beforeCommit called before the commit of each transaction that has appended events; returns what to do after it
     */
    public JdbcEventLog(String stream, JdbcTemplate jdbc, Supplier<Runnable> beforeCommit) {
        this.stream = stream;
        this.jdbc = jdbc;
        this.beforeCommit = beforeCommit;
    }

    @Override
    public void append(List<Event> events) {
        if (!TransactionSynchronizationManager.isActualTransactionActive()) {
            throw new IllegalStateException(
                    "An event is appended in the transaction of its change, and none is running");
        }
        if (events.isEmpty()) {
            return;
        }
        var sendings = events.stream().map(this::begin).toList();
        Spans.during(sendings.stream().map(Sending::span).toList(), () -> insert(sendings));
        events.forEach(event -> Forgetting.note(event, jdbc));
        events.forEach(JdbcEventLog::logEvent);
        if (TransactionSynchronizationManager.getSynchronizations().stream().noneMatch(this::isOwn)) {
            TransactionSynchronizationManager.registerSynchronization(new Ending(this));
        }
    }

    private boolean isOwn(TransactionSynchronization other) {
        return other instanceof Ending ending && ending.log == this;
    }

    private void insert(List<Sending> events) {
        try {
            jdbc.batchUpdate(INSERT, events.stream().map(JdbcEventLog::row).toList());
        } catch (DataIntegrityViolationException e) {
            if (String.valueOf(e.getMessage()).contains(SIZE_CHECK)) {
                throw tooLarge(Collections.max(
                        events.stream().map(Sending::event).toList(),
                        Comparator.comparingInt(event -> size(EnvelopeJson.data(event.data())))));
            }
            throw e;
        }
    }

    /** An event that is written, within a span. */
    private record Sending(Event event, UUID id, Span span) {}

    private Sending begin(Event event) {
        var id = UUID.randomUUID();
        return new Sending(event, id, Spans.send(stream, id.toString(), event.type(), trace(event)));
    }

    private static void logEvent(Event event) {
        if (log.isDebugEnabled()) {
            Trace.during(
                    trace(event),
                    () -> log.debug(
                            "Publishes {} of {}, version {}",
                            event.type(),
                            event.aggregateId(),
                            event.aggregateVersion()));
        }
    }

    private static Optional<String> trace(Event event) {
        return event.traceparent().or(Trace::current);
    }

    private static Optional<Author> author(Event event) {
        return event.author().or(Author::current);
    }

    private static EventTooLarge tooLarge(Event event) {
        return new EventTooLarge(event.type(), event.aggregateId(), size(EnvelopeJson.data(event.data())), MAX_BYTES);
    }

    private static int size(String data) {
        return data.getBytes(StandardCharsets.UTF_8).length;
    }

    private static Object[] row(Sending sending) {
        var event = sending.event;
        var data = EnvelopeJson.data(event.data());
        if (size(data) > MAX_BYTES) {
            throw tooLarge(event);
        }
        var author = author(event);
        return new Object[] {
            sending.id,
            event.type(),
            event.aggregateType(),
            event.aggregateId(),
            event.aggregateVersion(),
            data,
            Spans.traceparent(sending.span).orElse(null),
            author.map(Author::type).orElse(null),
            author.map(Author::id).orElse(null)
        };
    }

    /** The end of a transaction that has appended events. */
    private static final class Ending implements TransactionSynchronization {

        private final JdbcEventLog log;
        private Runnable afterCommit = () -> {};

        Ending(JdbcEventLog log) {
            this.log = log;
        }

        @Override
        public void beforeCommit(boolean readOnly) {
            afterCommit = log.beforeCommit.get();
        }

        @Override
        public void afterCommit() {
            afterCommit.run();
        }
    }
}
