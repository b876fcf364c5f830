package org.chasqui.http.idempotency;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.chasqui.http.idempotency.Idempotency.KeyInUse;
import org.chasqui.http.idempotency.Idempotency.KeyReused;
import org.chasqui.platform.worker.Worker.Pass;
import org.springframework.jdbc.core.JdbcTemplate;

/** The table of kept answers. */
public final class AnswerTable {

    /**
     * Parameter: a key. Locks it until the transaction ends, and returns whether that succeeded. Two keys with the same hash only block
     * each other for a moment. The seed keeps clear of other uses of advisory locks.
     */
    private static final String LOCK = "SELECT pg_try_advisory_xact_lock(hashtextextended(?, 3))";

    /** Parameters: a key, and the retention in milliseconds. */
    private static final String FIND = """
            SELECT request, status, headers, body
              FROM idempotency.answer
             WHERE key = ? AND at > now() - ? * interval '1 ms'
            """;

    /** Parameters: a row. It replaces one that has expired and is not deleted yet. */
    private static final String KEEP = """
            INSERT INTO idempotency.answer (key, request, status, headers, body)
            VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (key) DO UPDATE
               SET (request, status, headers, body, at)
                 = (excluded.request, excluded.status, excluded.headers, excluded.body, excluded.at)
            """;

    /**
     * Parameters: the retention in milliseconds, and the most rows to delete. Any number of instances may run it at once: each skips the
     * rows that another has locked.
     */
    private static final String DELETE_EXPIRED = """
            DELETE FROM idempotency.answer
             WHERE key IN (SELECT key
                             FROM idempotency.answer
                            WHERE at <= now() - ? * interval '1 ms'
                            ORDER BY at
                            LIMIT ?
                              FOR UPDATE SKIP LOCKED)
            """;

    /** Parameters: fields as a JSON object, and a line of the headers. Reads the whole table: nothing but this looks for a resource. */
    private static final String REWRITE = """
            UPDATE idempotency.answer SET body = (body::jsonb || ?::jsonb)::text
             WHERE body <> '' AND ? = ANY (string_to_array(headers, E'\n'))
            """;

    private final JdbcTemplate jdbc;
    private final Duration retention;

    AnswerTable(JdbcTemplate jdbc, Duration retention) {
        this.jdbc = jdbc;
        this.retention = retention;
    }

    /**
     * Locks the request's key until the transaction ends, and finds the answer to an earlier request.
     *
     * @throws KeyInUse if another transaction has locked the key
     * @throws KeyReused if the answer is to another request
     */
    Optional<StoredAnswer> find(KeyedRequest request) {
        var key = request.key();
        if (!Boolean.TRUE.equals(jdbc.queryForObject(LOCK, Boolean.class, key))) {
            throw new KeyInUse();
        }
        return jdbc.query(FIND, (row, number) -> answerTo(request, row), key, retention.toMillis()).stream()
                .findFirst();
    }

    /** Keeps the answer. The key must be locked. */
    void keep(KeyedRequest request, StoredAnswer answer) {
        var headers = String.join("\n", answer.headers());
        jdbc.update(KEEP, request.key(), request.digest(), answer.status(), headers, answer.body());
    }

    /**
     * Gives other values to fields of the answers that have announced a resource, for example because what they tell is to be kept nowhere.
     *
     * @param location of the resource, as in the header
     * @param fields a JSON object
     */
    public void rewrite(String location, String fields) {
        jdbc.update(REWRITE, fields, "Location: " + location);
    }

    /** Deletes expired answers, one batch in one statement; progress means that there may be more. */
    Pass deleteExpired(int batchSize) {
        var deleted = jdbc.update(DELETE_EXPIRED, retention.toMillis(), batchSize);
        return deleted == batchSize ? Pass.PROGRESSED : Pass.IDLE;
    }

    private static StoredAnswer answerTo(KeyedRequest request, ResultSet row) throws SQLException {
        if (!request.isThatOf(row.getString("request"))) {
            throw new KeyReused();
        }
        var headers = row.getString("headers").lines().toList();
        return new StoredAnswer(row.getInt("status"), headers, row.getString("body"));
    }
}
