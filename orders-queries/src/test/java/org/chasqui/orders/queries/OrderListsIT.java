package org.chasqui.orders.queries;

import static org.assertj.core.api.Assertions.assertThat;
import static org.chasqui.orders.queries.Streams.orderIn;

import java.util.List;
import java.util.Optional;
import org.chasqui.messaging.Subscription;
import org.chasqui.orders.queries.view.OrderViews;
import org.chasqui.orders.queries.view.OrderViews.OrderFilter;
import org.chasqui.testing.UsesServers;
import org.chasqui.testing.lists.ListPages;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.transaction.support.TransactionOperations;

/** Which orders a list has, in which order, and how its pages follow each other. */
@SpringBootTest(properties = {"messaging.autostart=false", "chasqui.cache.timeout=2s"})
@AutoConfigureMockMvc
@UsesServers
@Import(Streams.class)
class OrderListsIT {

    @Autowired
    private Streams streams;

    @Autowired
    private OrderViews orders;

    @Autowired
    private List<Subscription> subscriptions;

    @Autowired
    private TransactionOperations transactions;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private MockMvcTester mvc;

    /** Two were placed out of the order of their ids, and two at the same moment. */
    @BeforeEach
    void fill() {
        jdbc.sql("TRUNCATE order_view, order_product, known_user, known_product, pending_rename")
                .update();
        streams.orders(
                orderIn("NI/León", "2026-01-31T12:00:00Z", 1, 3, "processing", 7),
                orderIn("NI/Managua", "2026-01-31T12:00:02.123456Z", 2, 3, "completed", 7, 8),
                orderIn("NI/León", "2026-01-31T12:00:01Z", 3, 4, "completed", 8),
                orderIn("CR/San José", "2026-02-01T00:00:00Z", 4, 3, "failed", 8, 9),
                orderIn("NI/León", "2026-02-01T00:00:00Z", 5, 4, "processing", 7, 9),
                orderIn("NA/Leon", "2026-02-02T00:00:00Z", 6, 4, "processing", 7));
    }

    @ParameterizedTest
    @CsvSource({
        "'', 1 2 3 4 5 6",
        "market=NI/Le%C3%B3n, 1 3 5",
        "market=NI/LEO%CC%81N, 1 3 5",
        "market=NA/LEON, 6",
        "market=NI/Granada, ''",
        "market=NO/Oslo, ''",
        "market=NI/Le%C3%B3n&product=7, 1 5",
        "market=NI/Le%C3%B3n&user=4&state=completed&product=8, 3",
        "placedFrom=2026-01-31T12:00:01Z, 3 2 4 5 6",
        "placedBefore=2026-02-01T00:00:00Z, 1 3 2",
        "placedFrom=2026-01-31T12:00:00Z&placedBefore=2026-01-31T12:00:00.000001Z, 1",
        "placedFrom=2026-01-31T12:00:02.123456001Z&placedBefore=2026-02-02T00:00:00Z, 4 5",
        "placedBefore=2026-01-31T12:00:02.123456001Z, 1 3 2",
        "placedFrom=2026-02-01T01:00:00%2B01:00&placedBefore=2026-02-01T19:00:00-05:00, 4 5",
        "placedFrom=2026-02-02T00:00:00Z&placedBefore=2026-01-31T00:00:00Z, ''",
        "placedFrom=0000-01-01T00:00:00Z&placedBefore=9999-12-31T23:59:59.999999999Z&user=3, 1 2 4",
        "placedFrom=2026-01-31T12:00:00Z&product=8, 3 2 4",
        "placedFrom=2026-01-31T12:00:01Z&product=7&market=NI/Le%C3%B3n&user=4&state=processing, 5"
    })
    void hasWhatPassesTheFiltersPageByPage(String query, String ids) {
        assertThat(ids(query)).isEqualTo(ids);
        for (var rows = 1; rows <= 3; rows++) {
            assertThat(String.join(" ", ListPages.walk(mvc, "/api-queries/orders?limit=" + rows + "&" + query, "id")))
                    .isEqualTo(ids);
        }
    }

    @Test
    void findsAMarketInAllSpellingsThatOrdersHave() {
        streams.orders(orderIn("NI/LEÓN", "2026-01-31T11:00:00Z", 7, 3, "processing", 7));

        assertThat(ids("market=NI/Le%C3%B3n")).isEqualTo("1 3 5 7");
        assertThat(ids("market=NI/Le%C3%B3n&placedBefore=2026-02-01T00:00:00Z")).isEqualTo("7 1 3");
        assertThat(String.join(" ", ListPages.walk(mvc, "/api-queries/orders?limit=2&market=NI/le%C3%B3n", "id")))
                .isEqualTo("1 3 5 7");
    }

    @Test
    void goesOnByTimeWhereThePageEndedEvenIfItsLastOrderIsGone() {
        var query = "placedFrom=2026-01-31T12:00:01Z&after=";
        assertThat(ids(query + 3)).isEqualTo("2 4 5 6");

        jdbc.sql("DELETE FROM order_view WHERE id = 5").update();

        assertThat(ids(query + 5)).isEqualTo("6");
        assertThat(ids(query + 0)).isEqualTo("3 2 4 6");
    }

    /** As a rebuild from another history leaves it. */
    @ParameterizedTest
    @ValueSource(strings = {"", "&placedFrom=2026-01-01T00:00:00Z"})
    void listsAnOrderOnceAndByItsOwnProductsOnly(String andByTime) {
        jdbc.sql("INSERT INTO order_product VALUES (7, 1), (8, 1), (7, 6)").update();

        assertThat(ids("product=7&user=4" + andByTime)).isEqualTo("5 6");
        assertThat(ids("product=7" + andByTime)).isEqualTo("1 2 5 6");
        assertThat(ids("product=8&user=3" + andByTime)).isEqualTo("2 4");
    }

    @Test
    void isReadByAPlanOfItsOwnAndLeavesTheConnectionAsItWas() {
        var mode = jdbc.sql("SHOW plan_cache_mode").query(String.class);
        transactions.executeWithoutResult(status -> {
            orders.findPage(new OrderFilter(Optional.empty(), 3L, null, null, null, null, null), 0, 9);
            assertThat(mode.single()).isEqualTo("force_custom_plan");
        });
        assertThat(mode.single()).isEqualTo("auto");
    }

    /** What the verification compares with the lines that the log has. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "DELETE FROM order_product WHERE order_id = 2 AND product_id = 7",
                "DELETE FROM order_product WHERE order_id = 2",
                "INSERT INTO order_product VALUES (9, 2)",
                "UPDATE order_product SET product_id = 9 WHERE order_id = 2 AND product_id = 7",
                "UPDATE order_product SET order_id = 1 WHERE order_id = 2 AND product_id = 7"
            })
    void isVerifiedAndRepairedWhereItIsByProduct(String damage) {
        assertThat(comparedLines(2)).contains(lines(2));

        jdbc.sql(damage).update();
        assertThat(comparedLines(2)).isEmpty();
        assertThat(comparedLines(4)).contains(lines(4));
        assertThat(comparedLines(1)).isEmpty();

        streams.startOver("orders");
        streams.orders(orderIn("NI/Managua", "2026-01-31T12:00:02.123456Z", 2, 3, "completed", 7, 8));
        assertThat(comparedLines(2)).contains(lines(2));
        assertThat(ids("product=7&user=3&state=completed")).isEqualTo("2");
    }

    private Optional<String> comparedLines(long id) {
        var compared = subscriptions.stream()
                .filter(subscription -> subscription.stream().equals("orders"))
                .flatMap(subscription -> subscription.books().keySet().stream())
                .flatMap(book -> book.fields().stream())
                .filter(field -> field.name().equals("lines"))
                .findFirst()
                .orElseThrow();
        return jdbc.sql("SELECT %s FROM order_view WHERE id = ?".formatted(compared.sql()))
                .param(id)
                .query(String.class)
                .optional();
    }

    private String lines(long id) {
        return jdbc.sql("SELECT lines::text FROM order_view WHERE id = ?")
                .param(id)
                .query(String.class)
                .single();
    }

    private String ids(String query) {
        return String.join(" ", ListPages.page(mvc, "/api-queries/orders?" + query, "id"));
    }
}
