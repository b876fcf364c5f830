package org.chasqui.orders.queries.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.chasqui.orders.queries.view.OrderViews.OrderFilter;
import org.chasqui.platform.Place;
import org.chasqui.testing.TestDatabase;
import org.chasqui.testing.UsesServers;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** How PostgreSQL reads the lists of many orders; {@code -Dchasqui.plans.rows=1000000} makes more of them. */
@SpringBootTest(properties = "messaging.autostart=false")
@UsesServers
class OrderPlansIT {

    private static final Logger log = LoggerFactory.getLogger(OrderPlansIT.class);

    private static final int ROWS_AT_ONCE = 20_000;
    private static final int ROWS = Integer.getInteger("chasqui.plans.rows", ROWS_AT_ONCE);

    /** The last order is placed as the year ends. */
    private static final Instant END = Instant.parse("2026-12-31T23:59:50Z");

    /**
     * One in ten seconds. Each is of one of 4,000 products, or else of ten; three of a hundred have not been completed; nine of ten name the
     * market GB/online, and one of a hundred one of 1,000 markets in NI.
     */
    private static final String FILL = """
            INSERT INTO order_view (id, version, user_id, product_id, value, quantity, lines, total, state, reason, market, placed_at, updated_at)
            SELECT n, 1, 1 + n % 5000, CASE WHEN one THEN 1 + n % 4000 END, CASE WHEN one THEN 1 END, CASE WHEN one THEN 1 END,
                   CASE WHEN NOT one THEN (SELECT jsonb_agg(jsonb_build_object('product', 1 + (n + 397 * nth) % 4000, 'value', 1, 'quantity', 1))
                                           FROM generate_series(1, 10) AS nth) END,
                   CASE WHEN one THEN 1 ELSE 10 END,
                   CASE n % 100 WHEN 7 THEN 'failed' WHEN 8 THEN 'cancelled' WHEN 9 THEN 'processing' ELSE 'completed' END,
                   CASE n % 100 WHEN 7 THEN 'insufficient-stock' END,
                   CASE WHEN n % 10 < 9 THEN 'GB/online' WHEN n % 100 = 99 THEN 'NI/City ' || n / 100 % 1000 END,
                   placed_at, placed_at
            FROM (SELECT n, n % 2 = 0 AS one, CAST(:end AS timestamptz) - (:rows - n) * interval '10 s' AS placed_at
                  FROM generate_series(:first, :last) AS n) AS made
            """;

    private static final String ENTER = """
            INSERT INTO order_product
            SELECT CAST(line ->> 'product' AS bigint), id FROM order_view CROSS JOIN jsonb_array_elements(lines) AS line
            WHERE id BETWEEN :first AND :last
            """;

    private static final String EXPLAIN = "EXPLAIN (ANALYZE, COSTS off, FORMAT %s) ";

    /** Only the owner of a table may have its statistics made. */
    @BeforeAll
    static void fill(@Autowired TestDatabase database) {
        var owner = new NamedParameterJdbcTemplate(database.dataSource());
        owner.getJdbcTemplate().execute("TRUNCATE order_view, order_product");
        for (var last = ROWS_AT_ONCE; last <= ROWS; last += ROWS_AT_ONCE) {
            var some = new MapSqlParameterSource("first", last - ROWS_AT_ONCE + 1)
                    .addValue("last", last)
                    .addValue("rows", ROWS)
                    .addValue("end", END.toString());
            owner.update(FILL, some);
            owner.update(ENTER, some);
        }
        owner.getJdbcTemplate().execute("VACUUM ANALYZE order_view, order_product");
    }

    @AfterAll
    static void empty(@Autowired NamedParameterJdbcTemplate jdbc) {
        jdbc.getJdbcTemplate().execute("TRUNCATE order_view, order_product");
    }

    @Autowired
    private NamedParameterJdbcTemplate jdbc;

    /** Ids after {@code after} are counted back from the last one, and times in seconds before the last order. */
    @ParameterizedTest(name = "{0} {1} {2} {3} {4} {5} after {6}: {7}, {8} rows")
    @CsvSource({
        // user, product, state, market, from, before, after; index, most rows that are read
        ",,,,,, 9000, order_view_pkey, 102",
        "17,,,,,, , order_view_user, 302",
        ", 17,,,,,, order_view_product.*order_product_pkey|order_product_pkey.*order_view_product, 302",
        ", 17,,,,, 9000, order_product_pkey.*product_id = .* AND .order_id > , 302",
        ",, failed,,,,, order_view_state, 102",
        ",, completed,,,, 9000, order_view_(state|pkey), 202",
        ",,, NI/City 7,,,, order_view_market, 102",
        ",,, GB/online,,, 9000, order_view_(market|pkey), 202",
        "17,, completed, NI/City 7,,,, order_view_(user|market), 302",
        ",,,, 100000, 50000,, order_view_placed, 102",
        ",,,, 100000, 50000, 6000, order_view_placed, 102",
        ",,,,, 150000,, order_view_placed, 102",
        "17,,,, 100000, 50000,, order_view_(user|placed), 5000",
        ",, failed,, 100000,,, order_view_(state|placed), 5250",
        ",,, GB/online, 100000, 50000, 6000, order_view_placed, 202",
        ",,, NI/City 7, 100000,,, order_view_(market|placed), 1000",
        ", 17,,, 100000, 50000,, order_view_(product|placed), 12000",
    })
    void readsAPageByAnIndex(
            @Nullable Long user,
            @Nullable Long product,
            @Nullable String state,
            @Nullable String market,
            @Nullable Long from,
            @Nullable Long before,
            @Nullable Long after,
            String index,
            long mostRows) {
        var place = market == null ? null : Place.of(market);
        var filter = new OrderFilter(Optional.empty(), user, product, state, place, ago(from), ago(before));
        var spellings = market == null ? List.<String>of() : List.of(market);
        var last = after == null ? 0 : ROWS - after;
        var placedAt = after == null || !filter.isByTime() ? null : ago(10 * after);
        var page = OrderPage.of(filter, spellings, last, placedAt);

        var plan = explain(page.sql(), page.parameters());

        assertThat(plan.text()).containsPattern("(?s)" + index).doesNotContain("Seq Scan");
        assertThat(plan.rowsRead()).isLessThanOrEqualTo(mostRows);
    }

    /** It takes a look into the index for each spelling of a market of the country, and one to see that there is no other. */
    @Test
    void findsTheSpellingsOfAMarketWithoutReadingItsOrders() {
        assertThat(explain(OrderViews.SPELLINGS, Map.of("first", "GB/", "end", "GB0"))
                        .rowsRead())
                .isLessThanOrEqualTo(5);
        assertThat(explain(OrderViews.SPELLINGS, Map.of("first", "NI/", "end", "NI0"))
                        .rowsRead())
                .isLessThanOrEqualTo(3_010);
    }

    private static @Nullable Instant ago(@Nullable Long seconds) {
        return seconds == null ? null : END.minusSeconds(seconds);
    }

    /** The whole row of the table is one more for each that a page shows. */
    private Plan explain(String sql, Map<String, Object> parameters) {
        var statement = EXPLAIN + sql.replace("{%s.*}".formatted(OrderPage.ORDERS), OrderPage.ORDERS + ".*");
        var values = new MapSqlParameterSource(parameters).addValue("limit", 51);
        var text = String.join("\n", jdbc.queryForList(statement.formatted("TEXT"), values, String.class));
        log.info("{} {}\n{}", sql, parameters, text);
        var json = jdbc.queryForObject(statement.formatted("JSON"), values, String.class);
        return new Plan(text, rowsRead(JsonMapper.shared().readTree(json).at("/0/Plan")));
    }

    private record Plan(String text, long rowsRead) {}

    /** Of tables and indexes, whether they pass the filters or not. */
    private static long rowsRead(JsonNode node) {
        var below = node.path("Plans")
                .valueStream()
                .mapToLong(OrderPlansIT::rowsRead)
                .sum();
        if (!node.has("Relation Name")) {
            return below;
        }
        var each = node.path("Actual Rows").asLong()
                + node.path("Rows Removed by Filter").asLong()
                + node.path("Rows Removed by Index Recheck").asLong();
        return below + each * node.path("Actual Loops").asLong();
    }
}
