package org.chasqui.messaging.outbox;

import java.time.Duration;
import java.util.List;
import org.chasqui.messaging.books.BookSql;
import org.chasqui.messaging.books.Question;
import org.chasqui.messaging.books.Question.Answer;
import org.chasqui.messaging.books.Question.Digest;
import org.chasqui.messaging.books.Question.Row;
import org.chasqui.messaging.outbox.EventLogReader.Diverged;
import org.chasqui.messaging.outbox.EventLogReader.LoggedEvent;
import org.chasqui.messaging.queue.Entry;
import org.chasqui.messaging.queue.Offset;
import org.chasqui.messaging.queue.RedisQueue;
import org.chasqui.platform.worker.WakeUp;
import org.chasqui.platform.worker.Worker;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;

/**
 * Answers what subscribers ask about the log when they verify their books. The log has the newest event of each aggregate as of any position
 * that is neither compacted nor rewritten, so a question about a position has one answer, whenever it is read. Several instances may answer the same.
 */
public final class Answers implements Worker {

    private static final Duration PAUSE = Duration.ofSeconds(1);

    /** Why: one question follows another. */
    private static final Duration SOON = Duration.ofMillis(20);

    private static final int SOON_AT_MOST = 50;

    private static final String NEWEST_EVENT = LoggedEvent.SELECT + """
            FROM messaging.event_log WHERE aggregate_type = ? AND aggregate_id = ? AND position <= ?
            ORDER BY aggregate_version DESC LIMIT 1
            """;

    private final String stream;
    private final List<RedisQueue> queues;
    private final JdbcTemplate jdbc;
    private final NamedParameterJdbcTemplate named;
    private final EventLogReader events;
    private final WakeUp never = new WakeUp();
    private int idle = SOON_AT_MOST;

    Answers(String stream, List<RedisQueue> queues, JdbcTemplate jdbc) {
        this.stream = stream;
        this.queues = queues;
        this.jdbc = jdbc;
        named = new NamedParameterJdbcTemplate(jdbc);
        events = new EventLogReader(jdbc, stream);
    }

    @Override
    public String name() {
        return "answers " + stream;
    }

    @Override
    public Pass runOnce() {
        var answered = false;
        for (var queue : queues) {
            var question = queue.note().flatMap(Question::parse);
            question.ifPresent(it -> queue.note(answer(it).text()));
            answered |= question.isPresent();
        }
        idle = answered ? 0 : idle + 1;
        return answered ? Pass.PROGRESSED : Pass.IDLE;
    }

    @Override
    public void awaitWork() throws InterruptedException {
        never.await(idle < SOON_AT_MOST ? SOON : PAUSE);
    }

    private Answer answer(Question question) {
        var answer = read(question);
        // why after it: what was the newest event at that position may have been removed or rewritten meanwhile
        var known = has(question.at()) && events.firstTold() <= question.at().position();
        return known ? answer : Answer.unknown(question);
    }

    private boolean has(Offset offset) {
        try {
            events.after(offset, 0);
            return true;
        } catch (Diverged diverged) {
            return false;
        }
    }

    private Answer read(Question question) {
        if (question.event() != null) {
            return new Answer(question.name(), true, null, List.of(), entry(question, question.event()));
        }
        var rows = BookSql.log(question.fields().size(), question.versions(), BookSql.UP_TO_POSITION);
        var parameters = BookSql.parameters(question.aggregate(), question.fields(), question.after(), question.upTo());
        parameters.put("position", question.at().position());
        if (question.rows() == 0) {
            var digest = named.queryForObject(BookSql.digest(rows), parameters, Digest::read);
            return new Answer(question.name(), true, digest, List.of(), null);
        }
        parameters.put("rows", question.rows());
        return new Answer(question.name(), true, null, named.query(rows + " LIMIT :rows", parameters, Row::read), null);
    }

    private @Nullable String entry(Question question, long id) {
        var events = jdbc.query(
                NEWEST_EVENT,
                LoggedEvent.of(stream),
                question.aggregate(),
                id,
                question.at().position());
        return events.stream()
                .map(event -> Entry.after(Offset.START, event.offset(), event.envelope())
                        .text())
                .findFirst()
                .orElse(null);
    }
}
