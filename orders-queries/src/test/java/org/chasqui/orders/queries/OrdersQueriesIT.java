package org.chasqui.orders.queries;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.chasqui.orders.queries.Streams.order;
import static org.chasqui.orders.queries.Streams.orderOf;
import static org.chasqui.orders.queries.Streams.product;
import static org.chasqui.orders.queries.Streams.user;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.chasqui.orders.queries.view.OrderView;
import org.chasqui.orders.queries.view.OrderView.Line;
import org.chasqui.orders.queries.view.OrderViews;
import org.chasqui.orders.queries.view.OrderViews.OrderFilter;
import org.chasqui.testing.ContractSamples;
import org.chasqui.testing.TestDatabase;
import org.chasqui.testing.UsesServers;
import org.chasqui.testing.migrations.EarlierTables;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

/** From the lists in Redis to the rows in PostgreSQL. */
@SpringBootTest(properties = {"messaging.autostart=false", "chasqui.cache.timeout=2s"})
@AutoConfigureMockMvc
@UsesServers
@Import(Streams.class)
class OrdersQueriesIT {

    @Autowired
    private Streams streams;

    @Autowired
    private OrderViews orders;

    @Autowired
    private TestDatabase database;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private MockMvcTester mvc;

    @BeforeEach
    void empty() {
        jdbc.sql("TRUNCATE order_view, order_product, known_user, known_product, pending_rename")
                .update();
    }

    @Test
    void showsAnOrderOnItsWay() {
        streams.users(user(3, 1, "ana"));
        streams.products(product(7, 1, "Pinhole camera"));

        streams.orders(ContractSamples.json("order.placed.v1"));
        assertThat(view(17).state()).isEqualTo("processing");
        assertThat(view(17).username()).isEqualTo("ana");
        assertThat(line(17).name()).isEqualTo("Pinhole camera");
        assertThat(line(17).value()).isEqualTo(12_500);
        assertThat(line(17).quantity()).isEqualTo(2);
        assertThat(view(17).total()).isEqualTo(25_000);
        assertThat(view(17).placedAt()).isEqualTo(Instant.parse("2026-01-31T12:00:00Z"));

        streams.orders(ContractSamples.json("order.completed.v1"), ContractSamples.json("order.cancel-requested.v1"));
        assertThat(view(17).state()).isEqualTo("completed");
        assertThat(view(17).version()).isEqualTo(3);

        streams.orders(ContractSamples.json("order.cancelled.v1"));
        assertThat(view(17).state()).isEqualTo("cancelled");
        assertThat(view(17).updatedAt()).isEqualTo(Instant.parse("2026-01-31T12:05:01Z"));
    }

    @Test
    void givesEachNewNameAGreaterRevisionAndNothingElse() {
        streams.users(user(3, 1, "ana"));
        streams.orders(order(1, 1, 3, 7, "processing"));
        var first = view(1).usernameRevision();
        var product = line(1).revision();

        streams.users(user(3, 2, "ana"));
        streams.orders(order(1, 2, 3, 7, "completed"));
        assertThat(view(1).usernameRevision()).isEqualTo(first);

        streams.users(user(3, 3, "ana.lima"));
        var second = view(1).usernameRevision();
        streams.users(user(3, 4, "ana"));
        assertThat(second).isGreaterThan(first);
        assertThat(view(1).usernameRevision()).isGreaterThan(second);
        assertThat(line(1).revision()).isEqualTo(product);
    }

    @Test
    void saysWhyAnOrderFailed() {
        streams.orders(ContractSamples.json("order.failed.v1"));

        assertThat(view(17).state()).isEqualTo("failed");
        assertThat(view(17).reason()).isEqualTo("insufficient-stock");
    }

    @Test
    void showsAnOrderBeforeItsUserAndProductHaveCome() {
        streams.orders(order(1, 1, 3, 7, "processing"));
        assertThat(view(1).username()).isNull();
        assertThat(line(1).name()).isNull();

        streams.products(product(7, 1, "Pinhole camera"));
        streams.users(user(3, 1, "ana"));
        assertThat(view(1).username()).isEqualTo("ana");
        assertThat(line(1).name()).isEqualTo("Pinhole camera");
    }

    @Test
    void followsRenamesButKeepsTheValueOfItsTime() {
        streams.users(user(3, 1, "ana"), user(4, 1, "eva"));
        streams.products(product(7, 1, "Pinhole camera"));
        streams.orders(order(1, 1, 3, 7, "processing"), order(2, 1, 4, 7, "processing"));

        streams.users(user(3, 2, "ana.lima"));
        streams.products(product(7, 2, "Box camera"));

        assertThat(view(1).username()).isEqualTo("ana.lima");
        assertThat(view(2).username()).isEqualTo("eva");
        assertThat(line(1).name()).isEqualTo("Box camera");
        assertThat(line(2).name()).isEqualTo("Box camera");
        assertThat(line(1).value()).isEqualTo(1_250);
        assertThat(view(1).version()).isEqualTo(1);
    }

    @Test
    void showsTheNewNameOfAProductAlsoWhereTheUserIsRenamedMeanwhile() {
        streams.users(user(3, 1, "ana"));
        streams.products(product(7, 1, "Pinhole camera"));
        streams.orders(order(1, 1, 3, 7, "processing"));

        streams.productsAlone(product(7, 2, "Box camera"));
        streams.users(user(3, 2, "ana.lima"));

        assertThat(view(1).username()).isEqualTo("ana.lima");
        assertThat(line(1).name()).isEqualTo("Box camera");
    }

    @Test
    void neverGoesBackToAnOlderName() {
        streams.orders(order(1, 1, 3, 7, "processing"));
        streams.users(user(3, 1, "ana"), user(3, 3, "ana.c"), user(3, 2, "ana.b"));
        streams.users(user(3, 2, "ana.b"));
        streams.orders(order(2, 1, 3, 7, "processing"));

        assertThat(view(1).username()).isEqualTo("ana.c");
        assertThat(view(2).username()).isEqualTo("ana.c");
    }

    @Test
    void remembersVersionsThatChangedNoName() {
        streams.orders(order(1, 1, 3, 7, "processing"));
        streams.products(product(7, 1, "Pinhole camera"));
        streams.products(product(7, 3, "Pinhole camera"));
        streams.products(product(7, 2, "Box camera"));

        assertThat(line(1).name()).isEqualTo("Pinhole camera");
    }

    @Test
    void appliesARepeatedEventOnceAndNeverGoesBackToAnOlderOne() {
        streams.orders(order(1, 1, 3, 7, "processing"), order(1, 2, 3, 7, "completed"));
        streams.orders(order(1, 1, 3, 7, "processing"));
        streams.orders(order(1, 2, 3, 7, "failed"));

        assertThat(view(1).state()).isEqualTo("completed");
        assertThat(view(1).version()).isEqualTo(2);
    }

    @Test
    void listsOrdersInIdOrderPageByPage() {
        streams.orders(
                order(3, 1, 3, 7, "processing"), order(1, 1, 3, 7, "processing"), order(2, 1, 3, 7, "processing"));

        assertThat(page(null, null, null, 0, 2)).containsExactly(1L, 2L);
        assertThat(page(null, null, null, 2, 2)).containsExactly(3L);
        assertThat(page(null, null, null, 3, 2)).isEmpty();
    }

    @Test
    void listsWhatPassesTheFilters() {
        streams.orders(
                order(1, 2, 3, 7, "completed"),
                order(2, 2, 3, 8, "failed"),
                order(3, 2, 4, 7, "failed"),
                order(4, 2, 3, 7, "failed"));

        assertThat(page(3L, null, null, 0, 9)).containsExactly(1L, 2L, 4L);
        assertThat(page(null, 7L, null, 0, 9)).containsExactly(1L, 3L, 4L);
        assertThat(page(null, null, "failed", 0, 9)).containsExactly(2L, 3L, 4L);
        assertThat(page(3L, 7L, "failed", 0, 9)).containsExactly(4L);
        assertThat(page(3L, null, null, 1, 1)).containsExactly(2L);
    }

    @Test
    void showsTheLinesOfAnOrderWithTheNamesOfToday() {
        streams.products(product(7, 1, "Pinhole camera"));
        streams.orders(ContractSamples.json("order.placed.v2"));

        var first = view(18).lines();
        assertThat(first).extracting(Line::product).containsExactly(7L, 9L);
        assertThat(first).extracting(Line::name).containsExactly("Pinhole camera", null);
        assertThat(first).extracting(Line::value).containsExactly(12_500L, 4_900L);
        assertThat(first).extracting(Line::quantity).containsExactly(2, 1);
        assertThat(view(18).total()).isEqualTo(29_900);

        streams.products(product(7, 2, "Box camera"), product(9, 1, "Tripod"));
        streams.orders(ContractSamples.json("order.completed.v2"));

        var second = view(18).lines();
        assertThat(view(18).state()).isEqualTo("completed");
        assertThat(second).extracting(Line::name).containsExactly("Box camera", "Tripod");
        assertThat(second.getFirst().revision()).isGreaterThan(first.getFirst().revision());
        assertThat(second.getLast().revision()).isGreaterThan(first.getLast().revision());
    }

    @Test
    void listsOrdersOfAProductWhateverTheNumberOfTheirLines() {
        streams.orders(
                order(1, 1, 3, 7, "processing"),
                orderOf(2, 1, "processing", 8, 7),
                order(3, 1, 3, 8, "processing"),
                orderOf(4, 1, "processing", 7, 9),
                order(5, 1, 3, 7, "processing"));
        streams.orders(orderOf(4, 2, "failed", 7, 9));

        assertThat(page(null, 7L, null, 0, 9)).containsExactly(1L, 2L, 4L, 5L);
        assertThat(page(null, 7L, null, 1, 2)).containsExactly(2L, 4L);
        assertThat(page(null, 8L, null, 0, 9)).containsExactly(2L, 3L);
        assertThat(page(3L, 7L, "failed", 0, 9)).containsExactly(4L);
        assertThat(page(null, 10L, null, 0, 9)).isEmpty();
    }

    @Test
    void removesOrRepairsOrdersOfSeveralLinesAfterARebuild() {
        streams.orders(orderOf(1, 1, "processing", 7, 8), orderOf(2, 1, "processing", 7, 8));
        jdbc.sql("UPDATE order_view SET lines = lines - 0 WHERE id = 1").update();

        streams.startOver("orders");
        streams.orders(orderOf(1, 1, "processing", 7, 8));
        streams.isRebuilt("orders");

        assertThat(page(null, 7L, null, 0, 9)).containsExactly(1L);
        assertThat(view(1).lines()).hasSize(2);
    }

    @Test
    void answersNobodyAnOldNameInALineFromTheCache() {
        streams.products(product(7, 1, "Pinhole camera"), product(9, 1, "Tripod"));
        streams.orders(orderOf(70, 1, "processing", 7, 9));
        untilCached("/api-queries/orders/70");

        streams.productsAlone(product(9, 2, "Monopod"));

        assertShown("lines[1].name", "Monopod");
        assertShownFromCache("lines[1].name", "Monopod");
    }

    private void assertShownFromCache(String field, String value) {
        untilCached("/api-queries/orders/70");
        assertThat(get("/api-queries/orders/70"))
                .bodyJson()
                .extractingPath("$." + field)
                .isEqualTo(value);
    }

    /** Also of an instance of that release that goes on beside the new one. */
    @Test
    void showsOrdersFromBeforeThereWereLines() {
        var owner = JdbcClient.create(database.dataSource());
        var earlier = new EarlierTables(database);
        var before = """
                INSERT INTO before.order_view (id, version, user_id, product_id, product_name, value, quantity, total, state,
                                               placed_at, updated_at)
                VALUES (?, 1, 3, 7, 'Pinhole camera', 1250, 2, 2500, 'completed', now(), now())
                """;
        earlier.migrateTo("4");
        owner.sql(before).param(1).update();
        earlier.migrateTo("latest");
        owner.sql(before).param(2).update();
        owner.sql("INSERT INTO order_view OVERRIDING SYSTEM VALUE SELECT * FROM before.order_view")
                .update();
        earlier.remove();

        assertThat(page(null, 7L, null, 0, 9))
                .containsExactly(1L, 2L)
                .allSatisfy(id -> assertThat(line(id)).isEqualTo(new Line(7, "Pinhole camera", 0, 1_250, 2)));
    }

    @Test
    void showsOrdersWithTheirNamesUntilARebuildHasCaughtUpAndNothingOlder() {
        streams.users(user(3, 1, "ana"));
        streams.products(product(7, 1, "Pinhole camera"));
        streams.orders(
                order(1, 1, 3, 7, "processing"),
                order(1, 2, 3, 7, "completed"),
                order(2, 1, 3, 7, "processing"),
                order(3, 1, 3, 7, "processing"));

        streams.startOver("orders");
        assertThat(page(null, null, null, 0, 9)).containsExactly(1L, 2L, 3L);
        streams.orders(order(1, 1, 3, 7, "processing"), order(2, 1, 3, 7, "processing"));
        assertThat(view(1).state()).isEqualTo("completed");

        streams.isRebuilt("orders");
        assertThat(page(null, null, null, 0, 9)).containsExactly(1L, 2L);
        assertThat(view(1).state()).as("what the stream has").isEqualTo("processing");
        assertThat(view(2).username()).isEqualTo("ana");
        assertThat(line(2).name()).isEqualTo("Pinhole camera");
    }

    @Test
    void showsNoOlderNamesWhileNamesAreRebuiltAndThenThoseOfTheStream() {
        streams.orders(order(1, 1, 3, 7, "processing"));
        streams.users(user(3, 8, "ana"));
        streams.products(product(7, 8, "Pinhole camera"));

        streams.startOver("users");
        streams.startOver("products");
        streams.users(user(3, 1, "eva"));
        streams.products(product(7, 1, "Box camera"));
        streams.orders(order(2, 1, 3, 7, "processing"));
        assertThat(view(1).username()).isEqualTo("ana");
        assertThat(view(2).username()).isEqualTo("ana");
        assertThat(line(2).name()).isEqualTo("Pinhole camera");

        streams.isRebuilt("users");
        streams.isRebuilt("products");
        assertThat(view(1).username()).isEqualTo("eva");
        assertThat(view(2).username()).isEqualTo("eva");
        assertThat(line(2).name()).isEqualTo("Box camera");
    }

    /** A mark in Redis and a pass over its orders for every name there is would be work without end. */
    @Test
    void bringsNoNameToOrdersThatARebuildFindsRight() {
        streams.orders(order(1, 1, 3, 7, "processing"));
        streams.products(product(7, 8, "Pinhole camera"), product(8, 2, "Box camera"));
        jdbc.sql("UPDATE known_product SET name = 'wrong' WHERE id = 8").update();

        streams.startOver("products");
        streams.productsAlone(product(7, 8, "Pinhole camera"), product(8, 2, "Box camera"));

        assertThat(jdbc.sql("SELECT count(*) FROM pending_rename")
                        .query(Long.class)
                        .single())
                .isZero();
        assertThat(jdbc.sql("SELECT name FROM known_product ORDER BY id")
                        .query(String.class)
                        .list())
                .containsExactly("Pinhole camera", "Box camera");
    }

    @Test
    void answersTheNewStateAndTheNewNamesAsSoonAsTheyAreHere() {
        streams.users(user(3, 1, "ana"));
        streams.products(product(7, 1, "Pinhole camera"));
        streams.orders(order(70, 1, 3, 7, "processing"));
        untilCached("/api-queries/orders/70");

        streams.orders(order(70, 2, 3, 7, "completed"));
        assertShown("state", "completed");
        untilCached("/api-queries/orders/70");

        streams.users(user(3, 2, "ana.lima"));
        assertShown("username", "ana.lima");
        untilCached("/api-queries/orders/70");

        streams.products(product(7, 2, "Box camera"));
        assertShown("productName", "Box camera");
    }

    @Test
    void answersNobodyTheOldNameFromTheCacheOnceAProductIsRenamed() {
        streams.products(product(7, 1, "Pinhole camera"));
        streams.orders(order(70, 1, 3, 7, "processing"));
        untilCached("/api-queries/orders/70");

        streams.productsAlone(product(7, 2, "Box camera"));
        assertShown("productName", "Pinhole camera"); // its turn has not come
        assertShown("productName", "Pinhole camera");

        streams.bringNamesToOrders();
        assertShown("productName", "Box camera");
        assertThat(get("/api-queries/orders/70")).hasHeader("X-Cache", "HIT");
    }

    @Test
    void tellsAReaderWhoHasTheOldNameTheNewOne() {
        streams.products(product(7, 1, "Pinhole camera"));
        streams.orders(order(70, 1, 3, 7, "processing"));
        var tag = String.valueOf(get("/api-queries/orders/70").getResponse().getHeader("ETag"));

        streams.products(product(7, 2, "Box camera"));

        assertThat(mvc.get().uri("/api-queries/orders/70").header("If-None-Match", tag))
                .hasStatusOk();
    }

    private void assertShown(String field, String value) {
        assertThat(get("/api-queries/orders/70"))
                .hasStatusOk()
                .hasHeader("X-Cache", "MISS")
                .bodyJson()
                .extractingPath("$." + field)
                .isEqualTo(value);
    }

    /** The only one of an order. */
    private Line line(long id) {
        assertThat(view(id).lines()).hasSize(1);
        return view(id).lines().getFirst();
    }

    private OrderView view(long id) {
        return orders.findById(id).orElseThrow();
    }

    private List<Long> page(
            @Nullable Long user, @Nullable Long product, @Nullable String state, long after, int limit) {
        return orders
                .findPage(new OrderFilter(Optional.empty(), user, product, state, null, null, null), after, limit)
                .stream()
                .map(OrderView::id)
                .toList();
    }

    private MvcTestResult get(String path) {
        return mvc.get().uri(path).exchange();
    }

    /** The first readers may come before the cache is connected. */
    private void untilCached(String path) {
        await().atMost(Duration.ofSeconds(60))
                .until(() -> get(path).getResponse().getHeader("X-Cache"), "HIT"::equals);
    }
}
