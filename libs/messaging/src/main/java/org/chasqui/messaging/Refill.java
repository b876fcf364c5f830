package org.chasqui.messaging;

import java.util.List;
import java.util.Objects;
import org.chasqui.platform.worker.Worker.Pass;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.namedparam.SqlParameterSource;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Goes through a replica's table in the order of ids, and writes those rows again that an instance of an earlier release has written, a batch in
 * each transaction.
 *
 * <p>Each row says by itself whether it is done. So a walk may stop anywhere, and several instances may walk at once.
 */
final class Refill {

    private static final Logger log = LoggerFactory.getLogger(Refill.class);

    /** Why no more: the consumer waits for these rows. */
    private static final int AT_ONCE = 1_000;

    private final NamedParameterJdbcTemplate jdbc;
    private final TransactionOperations transactions;
    private final String table;

    /**
     * Parameters: after, limit.
     *
     * <p>Why it locks, and in this order: a row stays as it was read until it is written, and the consumer locks rows in the order of ids, too.
     */
    private final String stale;

    private final String update;
    private final RowMapper<? extends SqlParameterSource> row;
    private long after;
    private int refilled;

    /**
     * @param madeFor column with the version for which the row was written
     * @param update SQL that writes a row
     * @param row makes that statement's parameters, with the {@code id}
     */
    Refill(
            NamedParameterJdbcTemplate jdbc,
            TransactionOperations transactions,
            String table,
            String madeFor,
            String update,
            RowMapper<? extends SqlParameterSource> row) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.table = table;
        this.update = update;
        this.row = row;
        stale = """
                SELECT * FROM %s WHERE id > :after AND %s IS DISTINCT FROM version
                ORDER BY id LIMIT :limit FOR NO KEY UPDATE
                """.formatted(table, madeFor);
    }

    String name() {
        return "refill of " + table;
    }

    /** Writes the next rows; progress means that there may be more. */
    Pass runOnce() {
        var rows = transactions.execute(status -> refillSome());
        refilled += rows.size();
        if (rows.size() == AT_ONCE) {
            after = (Long) Objects.requireNonNull(rows.getLast().getValue("id"));
            return Pass.PROGRESSED;
        }
        if (refilled > 0) {
            log.info("{}: {} rows of an earlier release have what this one searches by", name(), refilled);
        }
        after = 0;
        refilled = 0;
        return Pass.IDLE;
    }

    private List<? extends SqlParameterSource> refillSome() {
        var parameters = new MapSqlParameterSource("after", after).addValue("limit", AT_ONCE);
        var rows = jdbc.query(stale, parameters, row);
        jdbc.batchUpdate(update, rows.toArray(SqlParameterSource[]::new));
        return rows;
    }
}
