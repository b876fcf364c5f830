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

    /** Parts of orders by what they have in common, which is an id or a market. */
    private static final String WHOLE_ORDERS = """
            SELECT id AS order_id, %s AS id, %s COLLATE "C" AS market, state, total,
                   CASE WHEN lines IS NULL THEN quantity
                        WHEN state = 'completed' THEN (SELECT CAST(sum(quantity) AS bigint)
                                                       FROM jsonb_to_recordset(lines) AS line (quantity bigint)) END AS units
            FROM order_view
            """;

    private static final String LINES = """
            SELECT id AS order_id, product_id AS id, '' COLLATE "C" AS market, state, total, CAST(quantity AS bigint) AS units
            FROM order_view WHERE lines IS NULL
            UNION ALL
            SELECT id, line.product, '', state, line.quantity * line.value, line.quantity
            FROM order_view CROSS JOIN jsonb_to_recordset(lines) AS line (product bigint, quantity bigint, value bigint)
            WHERE lines IS NOT NULL
            """;

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

    @Bean
    Rule ordersByDay() {
        var day = "CAST(CAST(placed_at AT TIME ZONE 'UTC' AS date) - DATE '1970-01-01' AS bigint)";
        return ordersBy("day", WHOLE_ORDERS.formatted(day, "''"), "DATE '1970-01-01' + CAST(id AS integer)");
    }

    @Bean
    Rule ordersByProduct() {
        return ordersBy("product", LINES, "id");
    }

    @Bean
    Rule ordersByMarket() {
        return ordersBy("market", WHOLE_ORDERS.formatted("CAST(0 AS bigint)", "coalesce(market, '')"), "market");
    }

    @Bean
    Rule ordersByUser() {
        return ordersBy("user", WHOLE_ORDERS.formatted("user_id", "''"), "id");
    }

    /**
     * The summary of a kind has what a scan of the orders finds. Why one statement for each: it sees the orders and their summary at one moment, and
     * has a time limit. Why not by the function of the triggers: that takes some times as long.
     *
     * @param parts of orders
     * @param name of a row, as SQL
     */
    private static Rule ordersBy(String kind, String parts, String name) {
        return new Rule("orders by " + kind, """
                    WITH scanned AS (
                        SELECT id, market, (count(*) FILTER (WHERE state = 'processing'), count(*) FILTER (WHERE state = 'completed'),
                                            count(*) FILTER (WHERE state = 'failed'), count(*) FILTER (WHERE state = 'cancelled'),
                                            coalesce(sum(units) FILTER (WHERE state = 'completed'), 0),
                                            coalesce(sum(total) FILTER (WHERE state = 'completed'), 0)) AS counts
                        FROM (%1$s) AS part WHERE order_id >= (SELECT counted_from FROM order_summary_progress) GROUP BY id, market),
                    kept AS (
                        SELECT id, market, (processing, completed, failed, cancelled, CAST(units AS numeric), total) AS counts
                        FROM order_summary
                        WHERE kind = '%2$s' AND (processing, completed, failed, cancelled, units, total) <> (0, 0, 0, 0, 0, 0))
                    SELECT format('%2$s %%s is %%s, the orders say %%s', %3$s, kept.counts, scanned.counts)
                    FROM kept FULL JOIN scanned USING (id, market)
                    WHERE kept.counts IS DISTINCT FROM scanned.counts
                """.formatted(parts, kind, name));
    }
}
