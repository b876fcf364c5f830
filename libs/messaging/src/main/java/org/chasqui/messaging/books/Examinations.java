package org.chasqui.messaging.books;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.chasqui.messaging.Book;
import org.chasqui.messaging.Rule;
import org.chasqui.messaging.consumer.QueueConsumer;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;

/** The examinations of a service. It does most of them by itself: each part in one statement, which sees one moment of its database. */
public final class Examinations {

    private static final String POSITIONS = """
            SELECT coalesce((SELECT max(position) FROM messaging.stream_head), 0) AS head,
                   coalesce((SELECT first_position + octet_length(event_ids) / 16 - 1
                             FROM messaging.event_history ORDER BY first_position DESC LIMIT 1), 0) AS compacted
            """;

    /**
     * Parameters: the positions after this one and up to that one. Those that compaction has passed are in the history. Why not after the greater of
     * two positions: PostgreSQL would expect a third of the log there, and read the whole of it to find the versions before.
     */
    static final String LOG = """
            WITH at AS (%s)
            SELECT format('position %%s is missing', nth)
            FROM at CROSS JOIN LATERAL generate_series(greatest(:after, compacted) + 1, least(:upTo, head)) AS nth
            WHERE NOT EXISTS (SELECT FROM messaging.event_log WHERE position = nth)
            UNION ALL
            SELECT format('position %%s has version %%s of %%s %%s, without the one before', position, aggregate_version, aggregate_type,
                          aggregate_id)
            FROM messaging.event_log AS event CROSS JOIN at
            WHERE position > :after AND position > compacted AND position <= :upTo AND aggregate_version > 1
              AND NOT EXISTS (SELECT FROM messaging.event_log AS before
                              WHERE before.aggregate_type = event.aggregate_type AND before.aggregate_id = event.aggregate_id
                                AND before.aggregate_version = event.aggregate_version - 1 AND before.position < event.position)
            """.formatted(POSITIONS);

    private static final String ENDS_OF_LOG = """
            SELECT format('position %s is after the head', position) FROM messaging.event_log
            WHERE position > (SELECT coalesce(max(position), 0) FROM messaging.stream_head)
            UNION ALL
            SELECT format('the history has a hole before position %s', first_position)
            FROM (SELECT first_position, lag(first_position + octet_length(event_ids) / 16, 1, 1::bigint)
                                             OVER (ORDER BY first_position) AS expected FROM messaging.event_history) AS block
            WHERE first_position <> expected
            """;

    private static final String LIMIT = " LIMIT " + Examination.MOST_FINDINGS;

    private Examinations() {}

    /** Positions of the newest event, and of the last one that compaction has passed. */
    private record Ends(long head, long compacted) {}

    /**
     * All of a service: its own books and log, its replicas, and its rules.
     *
     * @param own stream of the service, if it has one
     * @param books that are not those of replicas
     */
    public static List<Examination> of(
            Optional<String> own,
            List<QueueConsumer> consumers,
            List<Book> books,
            List<Rule> rules,
            JdbcTemplate jdbc) {
        var named = new NamedParameterJdbcTemplate(jdbc);
        var examinations = new ArrayList<Examination>();
        own.ifPresent(stream -> examinations.add(log(named)));
        rules.forEach(rule -> examinations.add(rule(rule, named)));
        books.stream()
                .filter(book -> own.equals(Optional.of(book.stream())))
                .forEach(book -> examinations.add(ofOwn(book, named)));
        for (var consumer : consumers) {
            consumer.subscription()
                    .books()
                    .forEach((book, replica) ->
                            examinations.add(new CopyExamination(book, Optional.of(replica), consumer, named)));
            books.stream()
                    .filter(book -> book.stream().equals(consumer.queueName().stream())
                            && !own.equals(Optional.of(book.stream())))
                    .forEach(book -> examinations.add(new CopyExamination(book, Optional.empty(), consumer, named)));
        }
        return examinations;
    }

    /** The service's own table, which is as the newest events in its log say. */
    static Examination ofOwn(Book book, NamedParameterJdbcTemplate jdbc) {
        var log = BookSql.log(book.fields().size(), book.version() != null, BookSql.ALL);
        var sql = """
                SELECT coalesce(here.id, log.id) AS id, here.version AS here, log.version AS log
                FROM (%s) AS here FULL JOIN (%s) AS log ON log.id = here.id
                WHERE here.hash IS DISTINCT FROM log.hash ORDER BY 1
                """.formatted(BookSql.table(book), log) + LIMIT;
        var pages = new Pages(jdbc, book);
        return of(book.name(), run -> {
            var page = pages.page(run.upTo());
            var parameters = BookSql.parameters(book.aggregate(), book.fieldNames(), page.after(), run.upTo());
            jdbc.query(sql, parameters, row -> {
                run.found(Examination.difference(
                        row.getLong("id"), row.getObject("here", Long.class), row.getObject("log", Long.class)));
            });
            return run.went(page.after(), page.rows());
        });
    }

    /** Positions without a gap, and the versions of each aggregate one after the other. */
    static Examination log(NamedParameterJdbcTemplate jdbc) {
        return of("event log", run -> {
            if (run.upTo() == Long.MAX_VALUE) {
                jdbc.getJdbcOperations()
                        .queryForList(ENDS_OF_LOG + LIMIT, String.class)
                        .forEach(run::found);
            }
            var ends = jdbc.query(POSITIONS, (row, nth) -> new Ends(row.getLong("head"), row.getLong("compacted")))
                    .getFirst();
            var upTo = Math.min(run.upTo(), ends.head());
            var after = Math.max(upTo - Examination.PART, ends.compacted());
            jdbc.queryForList(LOG + LIMIT, Map.of("after", after, "upTo", upTo), String.class)
                    .forEach(run::found);
            return run.went(after > ends.compacted() ? after : Long.MIN_VALUE, Math.max(0, upTo - after));
        });
    }

    private static Examination rule(Rule rule, NamedParameterJdbcTemplate jdbc) {
        return of(rule.name(), run -> {
            jdbc.getJdbcOperations()
                    .queryForList(rule.violations() + LIMIT, String.class)
                    .forEach(run::found);
            return run.went(Long.MIN_VALUE, 0);
        });
    }

    private static Examination of(String name, Predicate<Examination.Run> next) {
        return new Examination() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public boolean next(Run run) {
                return next.test(run);
            }
        };
    }
}
