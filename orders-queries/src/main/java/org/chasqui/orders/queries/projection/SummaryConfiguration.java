package org.chasqui.orders.queries.projection;

import java.time.Duration;
import org.chasqui.messaging.Rule;
import org.chasqui.platform.worker.PeriodicWorker;
import org.chasqui.platform.worker.Worker;
import org.chasqui.platform.worker.Worker.Pass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The summary of orders. Triggers keep it: see {@code V6__order_summary.sql}. What is here counts the orders that were there before it, and
 * compares it with the orders.
 */
@Configuration(proxyBeanMethods = false)
class SummaryConfiguration {

    /** Why no more: transactions that change orders wait for this one. */
    private static final int ORDERS_AT_ONCE = 1_000;

    private static final Duration INTERVAL = Duration.ofMinutes(1);

    private static final String ARE_LEFT =
            "SELECT counted_from > %d FROM order_summary_progress".formatted(Long.MIN_VALUE);

    /** Nobody changes orders from here to the end of the transaction; later statements see all earlier changes. */
    private static final String HOLD = "SELECT counted_from FROM order_summary_progress FOR UPDATE";

    /** Parameters: counted_from, limit. The first of the orders before it, at most so many; the least number where there are no more. */
    private static final String FIND_FIRST = """
            SELECT coalesce(min(id) FILTER (WHERE nth = :limit), %d)
            FROM (SELECT id, row_number() OVER (ORDER BY id DESC) AS nth
                  FROM order_view WHERE id < :counted_from ORDER BY id DESC LIMIT :limit) AS next
            """.formatted(Long.MIN_VALUE);

    /** Parameters: first, counted_from. */
    private static final String COUNT = """
            WITH progress AS (UPDATE order_summary_progress SET counted_from = :first)
            SELECT add_to_summary(ARRAY(
                SELECT part FROM order_view AS o CROSS JOIN LATERAL summary_of(o, 1) AS part
                WHERE o.id >= :first AND o.id < :counted_from))::text
            """;

    private static final String SUMS = """
            SELECT kind, id, market, (sum(processing), sum(completed), sum(failed), sum(cancelled), sum(units), sum(total)) AS counts
            FROM (%s) AS part GROUP BY kind, id, market
            """;

    private static final String KEPT =
            "SELECT * FROM order_summary WHERE (processing, completed, failed, cancelled, units, total) <> (0, 0, 0, 0, 0, 0)";

    private static final String SCANNED = """
            SELECT part.* FROM order_view AS o CROSS JOIN LATERAL summary_of(o, 1) AS part
            WHERE o.id >= (SELECT counted_from FROM order_summary_progress)
            """;

    /** Why one statement: it sees the orders and their summary at one moment. */
    private static final String DIFFERENCES = """
            SELECT format('%%s %%s is %%s, the orders say %%s', kind,
                          CASE kind WHEN 'market' THEN market WHEN 'day' THEN (DATE '1970-01-01' + id::integer)::text ELSE id::text END,
                          kept.counts, scanned.counts)
            FROM (%s) AS kept FULL JOIN (%s) AS scanned USING (kind, id, market)
            WHERE kept.counts IS DISTINCT FROM scanned.counts
            """.formatted(SUMS.formatted(KEPT), SUMS.formatted(SCANNED));

    /** Counts the orders from before the summary, from the last to the first, a part in each transaction. */
    @Bean
    Worker countOfEarlierOrders(NamedParameterJdbcTemplate jdbc, PlatformTransactionManager transactions) {
        var inTransaction = new TransactionTemplate(transactions);
        return PeriodicWorker.atOnceAndEvery(INTERVAL, "count of earlier orders", () -> count(jdbc, inTransaction));
    }

    private static Pass count(NamedParameterJdbcTemplate jdbc, TransactionOperations transactions) {
        if (!jdbc.queryForList(ARE_LEFT, new MapSqlParameterSource(), Boolean.class)
                .contains(true)) {
            return Pass.IDLE;
        }
        transactions.executeWithoutResult(status -> countSome(jdbc));
        return Pass.PROGRESSED;
    }

    private static void countSome(NamedParameterJdbcTemplate jdbc) {
        var parameters = new MapSqlParameterSource("limit", ORDERS_AT_ONCE);
        parameters.addValue("counted_from", jdbc.queryForObject(HOLD, parameters, Long.class));
        parameters.addValue("first", jdbc.queryForObject(FIND_FIRST, parameters, Long.class));
        jdbc.queryForObject(COUNT, parameters, String.class);
    }

    /** The summary has what a scan of the orders finds. */
    @Bean
    Rule summaryOfOrders() {
        return new Rule("order_summary", DIFFERENCES);
    }
}
