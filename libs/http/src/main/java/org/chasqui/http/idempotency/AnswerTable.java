package org.chasqui.http.idempotency;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.springframework.jdbc.core.JdbcTemplate;

/** The answers that are kept, with their keys. */
final class AnswerTable {

    /**
     * Parameter: a key. Answers whether this transaction holds it now; it does until it ends. Two keys with the same
     * hash only get in each other's way for a moment. The seed keeps clear of other uses of advisory locks.
     */
    private static final String HOLD = "SELECT pg_try_advisory_xact_lock(hashtextextended(?, 3))";

    /** Parameters: a key, and for how many milliseconds an answer holds good. */
    private static final String FIND = """
            SELECT request, status, headers, body
              FROM idempotency.answer
             WHERE key = ? AND at > now() - ? * interval '1 ms'
            """;

    /** Parameters: a row. It takes the place of one that holds good no longer, but has not been deleted yet. */
    private static final String KEEP = """
            INSERT INTO idempotency.answer (key, request, status, headers, body)
            VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (key) DO UPDATE
               SET (request, status, headers, body, at)
                 = (excluded.request, excluded.status, excluded.headers, excluded.body, excluded.at)
            """;

    /**
     * Parameters: for how many milliseconds an answer holds good, and most rows to delete. Any number of instances may run it at
     * once: each passes over what another has locked.
     */
    private static final String DELETE_OLD = """
            DELETE FROM idempotency.answer
             WHERE key IN (SELECT key
                             FROM idempotency.answer
                            WHERE at <= now() - ? * interval '1 ms'
                            ORDER BY at
                            LIMIT ?
                              FOR UPDATE SKIP LOCKED)
            """;

    private final JdbcTemplate jdbc;
    private final Duration retention;

    AnswerTable(JdbcTemplate jdbc, Duration retention) {
        this.jdbc = jdbc;
        this.retention = retention;
    }

    /**
     * Holds the request's key until the transaction ends, and looks for the answer it got before.
     *
     * @throws KeyInUse if another transaction holds the key
     * @throws KeyReused if the answer is to another request
     */
    Optional<Answer> find(KeyedRequest request) {
        var key = request.key().value();
        if (!Boolean.TRUE.equals(jdbc.queryForObject(HOLD, Boolean.class, key))) {
            throw new KeyInUse();
        }
        return jdbc.query(FIND, (row, number) -> answerTo(request, row), key, retention.toMillis()).stream()
                .findFirst();
    }

    /** Keeps the answer; the key must be held. */
    void keep(KeyedRequest request, Answer answer) {
        var headers = String.join("\n", answer.headers());
        jdbc.update(KEEP, request.key().value(), request.digest(), answer.status(), headers, answer.body());
    }

    /** @return how many were deleted */
    int deleteOld(int most) {
        return jdbc.update(DELETE_OLD, retention.toMillis(), most);
    }

    private static Answer answerTo(KeyedRequest request, ResultSet row) throws SQLException {
        if (!request.isThatOf(row.getString("request"))) {
            throw new KeyReused();
        }
        var headers = row.getString("headers").lines().toList();
        return new Answer(row.getInt("status"), headers, row.getString("body"));
    }
}
