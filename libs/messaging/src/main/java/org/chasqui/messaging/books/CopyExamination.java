package org.chasqui.messaging.books;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.chasqui.messaging.Book;
import org.chasqui.messaging.Replica;
import org.chasqui.messaging.books.Question.Answer;
import org.chasqui.messaging.books.Question.Digest;
import org.chasqui.messaging.books.Question.Row;
import org.chasqui.messaging.consumer.QueueConsumer;
import org.chasqui.messaging.queue.Entry;
import org.chasqui.messaging.queue.Offset;
import org.chasqui.messaging.queue.RedisQueue;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;

/**
 * Compares a table with the stream that fills it.
 *
 * <p>One statement reads the rows together with the offset of the subscription, so they are those of that position. The publisher says what
 * its log has at the same position. So there is no moment that could be the wrong one: a difference is a difference.
 */
final class CopyExamination implements Examination {

    private static final int ROWS_AT_ONCE = 1_000;
    private static final int REPAIRS = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final long LOOK_AGAIN_MILLIS = 10;

    private final Book book;
    private final Optional<Replica<?>> replica;
    private final QueueConsumer consumer;
    private final RedisQueue queue;
    private final NamedParameterJdbcTemplate jdbc;
    private final Pages pages;
    private final String table;

    /** @param replica the table as a replica, if rows can be repaired by their events */
    CopyExamination(Book book, Optional<Replica<?>> replica, QueueConsumer consumer, NamedParameterJdbcTemplate jdbc) {
        this.book = book;
        this.replica = replica;
        this.consumer = consumer;
        queue = consumer.queue();
        this.jdbc = jdbc;
        pages = new Pages(jdbc, book);
        table = BookSql.table(book);
    }

    /** Something of the table, at the offset of its subscription. */
    private record At<T>(Offset offset, T what) {}

    @Override
    public String name() {
        return book.name();
    }

    @Override
    public boolean next(Run run) {
        var page = pages.page(run.upTo());
        var here = read(BookSql.digest(table), page.after(), run.upTo(), 0, Digest::read);
        var log = ask(here.offset(), page.after(), run.upTo(), 0, null).digest();
        if (!here.what().getFirst().equals(log)) {
            compareRows(run, page.after());
        }
        return run.went(page.after(), page.rows());
    }

    private void compareRows(Run run, long downTo) {
        var upTo = run.upTo();
        while (upTo > downTo && run.findings().size() < MOST_FINDINGS) {
            var here = read(table + " ORDER BY id DESC LIMIT :rows", downTo, upTo, ROWS_AT_ONCE, Row::read);
            var log = ask(here.offset(), downTo, upTo, ROWS_AT_ONCE, null).rows();
            upTo = Math.max(end(here.what(), downTo), end(log, downTo));
            compare(run, here.offset(), above(upTo, here.what()), above(upTo, log));
        }
    }

    /** The greatest id about which the rows say nothing. */
    private static long end(List<Row> rows, long downTo) {
        return rows.size() < ROWS_AT_ONCE ? downTo : rows.getLast().id() - 1;
    }

    private static Map<Long, Row> above(long id, List<Row> rows) {
        return rows.stream().filter(row -> row.id() > id).collect(Collectors.toMap(Row::id, Function.identity()));
    }

    private void compare(Run run, Offset at, Map<Long, Row> here, Map<Long, Row> log) {
        var ids = new TreeSet<>(here.keySet());
        if (book.complete()) {
            ids.addAll(log.keySet());
        }
        for (var id : ids) {
            if (!Objects.equals(here.get(id), log.get(id)) && run.findings().size() < MOST_FINDINGS) {
                differs(run, at, id, here.get(id), log.get(id));
            }
        }
    }

    private void differs(Run run, Offset at, long id, @Nullable Row here, @Nullable Row log) {
        var difference =
                Examination.difference(id, here == null ? null : here.version(), log == null ? null : log.version());
        if (run.repairs() && replica.isPresent() && repair(replica.get(), at, id, here)) {
            run.repaired(difference);
        } else {
            run.found(difference);
        }
    }

    /** Why again: a row of a version that is too high has ignored events since it was compared. */
    private boolean repair(Replica<?> in, Offset at, long id, @Nullable Row here) {
        var offset = at;
        var seen = here;
        for (var attempt = 0; attempt < REPAIRS; attempt++) {
            putEvent(in, offset, id, seen);
            var now = read(table, id - 1, id, 1, Row::read);
            if (now.what().equals(ask(now.offset(), id - 1, id, 1, null).rows())) {
                return true;
            }
            offset = now.offset();
            seen = now.what().stream().findFirst().orElse(null);
        }
        return false;
    }

    /** Why only the same row: an event that has changed it since is newer than the one that was read. */
    private void putEvent(Replica<?> in, Offset at, long id, @Nullable Row seen) {
        var event = Optional.ofNullable(ask(at, id - 1, id, 0, id).entry()).flatMap(Entry::parse);
        consumer.repair(in, id, event, () -> {
            var now = jdbc.query(table, BookSql.parameters(book.aggregate(), List.of(), id - 1, id), Row::read);
            return seen == null ? now.isEmpty() : now.equals(List.of(seen));
        });
    }

    private <T> At<List<T>> read(String sql, long after, long upTo, int rows, RowMapper<T> mapper) {
        var parameters = BookSql.parameters(book.aggregate(), List.of(), after, upTo);
        parameters.put("rows", rows);
        parameters.put("subscription", queue.name().toString());
        var offsets = new ArrayList<Offset>();
        var found = new ArrayList<T>();
        var atItsOffset = """
                SELECT subscription.position, subscription.last_event_id, subscription.rebuilding, part.*
                FROM messaging.subscription LEFT JOIN (%s) AS part ON TRUE WHERE subscription.name = :subscription
                """.formatted(sql);
        jdbc.query(atItsOffset, parameters, row -> {
            offsets.add(offset(row));
            if (row.getObject("hash") != null) {
                found.add(mapper.mapRow(row, offsets.size()));
            }
        });
        return new At<>(offsets.stream().findFirst().orElse(Offset.START), found);
    }

    private static Offset offset(ResultSet row) throws SQLException {
        if (row.getBoolean("rebuilding")) {
            throw new NotComparable("a rebuild is under way");
        }
        return new Offset(row.getLong("position"), row.getString("last_event_id"));
    }

    private Answer ask(Offset at, long after, long upTo, int rows, @Nullable Long event) {
        var question = new Question(
                UUID.randomUUID().toString(),
                at,
                book.aggregate(),
                book.fieldNames(),
                book.version() != null,
                after,
                upTo,
                rows,
                event);
        var answer = ask(question);
        if (!answer.known()) {
            throw new NotComparable("the log does not have position " + at.position());
        }
        return answer;
    }

    /** Asks again where the question is gone: Redis may lose it, and another instance may ask, too. */
    private Answer ask(Question question) {
        var text = question.text();
        var begin = System.nanoTime();
        while (System.nanoTime() - begin < PATIENCE.toNanos()) {
            var note = queue.note();
            var answer = note.flatMap(Answer::parse).filter(it -> it.name().equals(question.name()));
            if (answer.isPresent()) {
                return answer.get();
            }
            if (!note.equals(Optional.of(text))) {
                queue.note(text);
            }
            pause();
        }
        throw new NotComparable("the publisher gives no answer");
    }

    private static void pause() {
        try {
            Thread.sleep(LOOK_AGAIN_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NotComparable("the service stops");
        }
    }
}
