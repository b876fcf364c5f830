package org.chasqui.products.queries.view;

import static org.assertj.core.api.Assertions.assertThat;

import org.chasqui.platform.Place;
import org.chasqui.products.queries.ProductStream;
import org.chasqui.products.queries.view.ProductViews.Page;
import org.chasqui.products.queries.view.ProductViews.ProductFilter;
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
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;

/** How PostgreSQL reads the lists of many products; {@code -Dchasqui.plans.rows=1000000} makes more of them. */
@SpringBootTest(properties = {"messaging.autostart=false", "chasqui.cache.timeout=2s"})
@AutoConfigureMockMvc
@UsesServers
@Import(ProductStream.class)
class ProductPlansIT {

    private static final Logger log = LoggerFactory.getLogger(ProductPlansIT.class);

    private static final int ROWS_AT_ONCE = 20_000;
    private static final int ROWS = Integer.getInteger("chasqui.plans.rows", ROWS_AT_ONCE);

    /** Names of three words out of ten each, one product of a thousand sold out, each sold in three of 20,000 markets. */
    private static final String FILL = """
            INSERT INTO product_view (id, version, listed_version, name, name_key, words, value, stock, available, market_keys)
            SELECT n, 1, 1, name, lower(name), array_to_tsvector(string_to_array(lower(name), ' ')),
                   trunc(random() * random() * 1000000), CASE WHEN n % 1000 = 0 THEN 0 ELSE 40 END, n % 1000 <> 0,
                   ARRAY(SELECT 'ni/city ' || (n * 7 + nth * 37) % 20000 FROM generate_series(1, 3) AS nth)
            FROM (SELECT n, concat_ws(' ',
                      (ARRAY['White', 'Red', 'Blue', 'Vintage', 'Regency', 'Retro', 'Small', 'Large', 'Jumbo', 'Mini'])[1 + trunc(random() * 10)],
                      (ARRAY['hanging', 'heart', 'metal', 'wooden', 'paper', 'glass', 'ceramic', 'cotton', 'tin', 'felt'])[1 + trunc(random() * 10)],
                      (ARRAY['holder', 'lantern', 'bag', 'bottle', 'clock', 'mug', 'plate', 'box', 'sign', 'frame'])[1 + trunc(random() * 10)],
                      n % 5000) AS name
                  FROM generate_series(:first, :last) AS n) AS made
            """;

    /** Only the owner of a table may have its statistics made. */
    @BeforeAll
    static void fill(@Autowired TestDatabase database) {
        var owner = new NamedParameterJdbcTemplate(database.dataSource());
        owner.getJdbcTemplate().execute("TRUNCATE product_view");
        for (var last = ROWS_AT_ONCE; last <= ROWS; last += ROWS_AT_ONCE) {
            owner.update(FILL, new MapSqlParameterSource("first", last - ROWS_AT_ONCE + 1).addValue("last", last));
        }
        owner.getJdbcTemplate().execute("VACUUM ANALYZE product_view");
    }

    @AfterAll
    static void empty(@Autowired NamedParameterJdbcTemplate jdbc) {
        jdbc.getJdbcTemplate().execute("TRUNCATE product_view");
    }

    @Autowired
    private NamedParameterJdbcTemplate jdbc;

    @Test
    void hasAPlanForEachListAndNotOneForAll() {
        assertThat(jdbc.getJdbcTemplate().queryForObject("SHOW plan_cache_mode", String.class))
                .isEqualTo("force_custom_plan");
    }

    @ParameterizedTest(name = "{0} {1} {2} {3} {4} {5} {6}: {7}")
    @CsvSource({
        // name, minValue, maxValue, available, market, sort, after; index
        ",,,,, ID, 9000, product_view_pkey",
        ",,,,, VALUE, '500000,17', product_view_value",
        ",,,,, NAME, 'red,17', product_view_name",
        "h,,,,, VALUE, '5000,17', product_view_value",
        "red h,,,,, NAME, 'red,17', product_view_(name|words)",
        "red heart clock 1,,,,, NAME,, product_view_words",
        ", 1000, 1020, true,, ID,, product_view_value",
        ", 1000, 900000, true,, VALUE,, product_view_value",
        ",,, false,, VALUE,, product_view_available",
        ",,, true,, NAME, 'red,17', product_view_name",
        ",,,, NI/City 7, VALUE,, product_view_markets",
    })
    void readsAPageByAnIndex(
            @Nullable String name,
            @Nullable Long minValue,
            @Nullable Long maxValue,
            @Nullable Boolean available,
            @Nullable String market,
            ProductOrder order,
            @Nullable String after,
            String index) {
        var filter = new ProductFilter(name, minValue, maxValue, available, market == null ? null : Place.of(market));
        var position = after == null ? null : order.position(after).orElseThrow();
        var page = Page.of(filter, order, position);

        var plan = String.join(
                "\n",
                jdbc.queryForList(
                        "EXPLAIN (ANALYZE, COSTS off, TIMING off) " + page.sql(),
                        new MapSqlParameterSource(page.parameters()).addValue("limit", 51),
                        String.class));

        log.info("{} {}\n{}", page.sql(), page.parameters(), plan);
        assertThat(plan).containsPattern(index).doesNotContain("Seq Scan");
    }
}
