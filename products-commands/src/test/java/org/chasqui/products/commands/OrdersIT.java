package org.chasqui.products.commands;

import static org.assertj.core.api.Assertions.assertThat;
import static org.chasqui.products.commands.OrderStream.cancelRequested;
import static org.chasqui.products.commands.OrderStream.completed;
import static org.chasqui.products.commands.OrderStream.failed;
import static org.chasqui.products.commands.OrderStream.placed;
import static org.chasqui.products.commands.OrderStream.reminded;
import static org.chasqui.products.commands.SampleOrders.cancelled;
import static org.chasqui.products.commands.SampleOrders.line;
import static org.chasqui.products.commands.SampleOrders.order;
import static org.chasqui.products.commands.SampleProducts.camera;
import static org.chasqui.products.commands.SampleProducts.tripod;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.chasqui.products.commands.application.CreateProductHandler;
import org.chasqui.products.commands.application.CreateProductHandler.CreateProduct;
import org.chasqui.products.commands.domain.OrderDemand;
import org.chasqui.products.commands.domain.OrderLine;
import org.chasqui.products.commands.domain.Product;
import org.chasqui.testing.TestDatabase;
import org.chasqui.testing.migrations.EarlierTables;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** From orders in the list in Redis to reservations, stock and events in PostgreSQL. */
@OnRealServers
class OrdersIT {

    @Autowired
    private TestDatabase database;

    @Autowired
    private CreateProductHandler create;

    @Autowired
    private OrderStream orders;

    @Autowired
    private ProductTables tables;

    @Autowired
    private StatementCounter statements;

    @Autowired
    private MeterRegistry meters;

    @Autowired
    private JdbcClient jdbc;

    private Product camera;
    private Product tripod;

    @BeforeEach
    void openShop() {
        tables.empty();
        camera = create(camera().inStock(10));
        tripod = create(tripod().inStock(3));
    }

    @Test
    void reservesWhatThereIsAndRefusesTheRest() {
        orders.delivers(
                order(100).of(4, camera),
                order(101).of(7, camera),
                order(102).of(6, camera),
                order(103).of(1, UNKNOWN));

        assertThat(tables.reservations())
                .containsExactly(
                        "100 reserved 1",
                        "101 refused 1 insufficient-stock",
                        "102 reserved 1",
                        "103 refused 1 unknown-product");
        assertThat(tables.stockOf(camera)).isZero();
        assertExplained();
    }

    @Test
    void sellsExactlyWhatThereIsToManyOrders() {
        orders.delivers(LongStream.range(100, 300)
                .mapToObj(number -> order(number).of(1, camera))
                .toArray(OrderDemand[]::new));

        assertThat(tables.unitsReservedOf(camera)).isEqualTo(10);
        assertThat(tables.reservations()).hasSize(200);
        assertExplained();
    }

    @Test
    void reservesAllLinesOfAnOrderOrNoneAndGivesThemBackTogether() {
        orders.delivers(
                order(100).of(line(4, camera), line(1, tripod)),
                order(101).of(line(1, tripod), line(7, camera), line(1, UNKNOWN)),
                order(102).of(line(2, tripod), line(6, camera)));

        assertThat(tables.reservations())
                .containsExactly(
                        "100 reserved 1",
                        "101 refused 1 insufficient-stock: %d; unknown-product: %d".formatted(camera.id(), UNKNOWN),
                        "102 reserved 1");
        assertThat(tables.stockOf(camera)).isZero();
        assertThat(tables.stockOf(tripod)).isZero();
        assertExplained();

        orders.delivers(cancelled(order(100).of(line(4, camera), line(1, tripod))));
        orders.delivers(cancelled(order(100).of(line(4, camera), line(1, tripod))));

        assertThat(tables.stockOf(camera)).isEqualTo(4);
        assertThat(tables.stockOf(tripod)).isEqualTo(1);
        assertThat(tables.events()).endsWith("reservation.released.v2 100 2");
        assertExplained();
    }

    /** Two products in opposite order. */
    @Test
    void sellsExactlyWhatThereIsToOverlappingOrders() {
        orders.delivers(LongStream.range(100, 300)
                .mapToObj(number -> number % 2 == 0
                        ? order(number).of(line(1, camera), line(1, tripod))
                        : order(number).of(line(1, tripod), line(1, camera)))
                .toArray(OrderDemand[]::new));

        assertThat(tables.unitsReservedOf(tripod)).isEqualTo(3);
        assertThat(tables.unitsReservedOf(camera)).isEqualTo(3);
        assertThat(tables.reservations()).hasSize(200);
        assertExplained();
    }

    /** Also of an instance of that release that goes on beside the new one. */
    @Test
    void keepsReservationsFromBeforeThereWereLines() {
        var owner = JdbcClient.create(database.dataSource());
        var earlier = new EarlierTables(database);
        var before =
                "INSERT INTO before.reservation (order_id, version, product_id, quantity, state) VALUES (?, 1, ?, 2, 'reserved')";
        earlier.migrateTo("3");
        owner.sql(before).params(100, camera.id()).update();
        earlier.migrateTo("latest");
        owner.sql(before).params(101, camera.id()).update();
        owner.sql("INSERT INTO reservation SELECT * FROM before.reservation").update();
        owner.sql("UPDATE product SET stock = 6 WHERE id = ?")
                .param(camera.id())
                .update();
        earlier.remove();

        orders.delivers(List.of(
                cancelRequested(order(100).of(2, camera)), completed(order(101).of(2, camera))));

        assertThat(tables.reservations()).containsExactly("100 released 2", "101 reserved 1");
        assertThat(tables.stockOf(camera)).isEqualTo(8);
        assertThat(tables.unexplainedStocks()).isEmpty();
    }

    @Test
    void publishesAProductOncePerBatch() {
        orders.delivers(order(100).of(1, camera)); // the first batch of a fresh consumer is applied one by one

        orders.delivers(
                order(101).of(1, tripod), order(102).of(1, camera), order(103).of(2, camera));

        assertThat(tables.events())
                .endsWith(
                        "product.changed.v1 %d 3".formatted(camera.id()),
                        "product.changed.v1 %d 2".formatted(tripod.id()),
                        "reservation.made.v1 101 1",
                        "reservation.made.v1 102 1",
                        "reservation.made.v1 103 1");
    }

    @Test
    void appliesARepeatedOrderOnce() {
        orders.delivers(order(100).of(4, camera));
        orders.delivers(order(100).of(4, camera), order(100).of(4, camera));

        assertThat(tables.stockOf(camera)).isEqualTo(6);
        assertThat(tables.reservations()).containsExactly("100 reserved 1");
        assertExplained();
    }

    @Test
    void putsTheUnitsOfACancelledOrderBackOnce() {
        var demand = order(100).of(4, camera);
        orders.delivers(demand);

        orders.delivers(cancelled(demand));
        orders.delivers(cancelled(demand), demand);

        assertThat(tables.stockOf(camera)).isEqualTo(10);
        assertThat(tables.reservations()).containsExactly("100 released 2");
        assertThat(tables.events()).endsWith("reservation.released.v1 100 2");
        assertExplained();
    }

    @Test
    void endsTheRefusalOfACancelledOrder() {
        orders.delivers(order(100).of(11, camera));
        orders.delivers(cancelled(order(100).of(11, camera)));

        assertThat(tables.reservations()).containsExactly("100 released 2 insufficient-stock");
        assertThat(tables.stockOf(camera)).isEqualTo(10);
        assertExplained();
    }

    @Test
    void givesNothingToAnOrderThatIsCancelledBeforeItIsDecided() {
        var demand = order(100).of(4, camera);

        orders.delivers(demand, cancelled(demand));
        orders.delivers(demand);

        assertThat(tables.stockOf(camera)).isEqualTo(10);
        assertThat(tables.reservations()).hasSize(1).allMatch(row -> row.startsWith("100 released"));
        assertExplained();
    }

    @Test
    void letsTheNextOrderHaveWhatACancelledOneGivesBackInTheSameBatch() {
        orders.delivers(order(100).of(3, tripod));

        orders.delivers(cancelled(order(100).of(3, tripod)), order(101).of(3, tripod));

        assertThat(tables.reservations()).containsExactly("100 released 2", "101 reserved 1");
        assertThat(tables.stockOf(tripod)).isZero();
        assertExplained();
    }

    @Test
    void takesBackTheUnitsOfAnotherOrderBeforeItRefusesOneInTheSameBatch() {
        orders.delivers(order(101).of(3, tripod));

        orders.delivers(List.of(
                placed(order(100).of(3, tripod)), reminded(cancelled(order(101).of(3, tripod)))));

        assertThat(tables.reservations()).containsExactly("100 reserved 1", "101 released 2");
        assertThat(tables.stockOf(tripod)).isZero();
        assertExplained();
    }

    /** As in the replay after a restore: in one batch only the newest event of an order counts. */
    @Test
    void booksACompletedOrderThatItHasNoReservationOf() {
        orders.delivers(order(100).of(1, tripod)); // the first batch of a fresh consumer is applied one by one

        orders.delivers(List.of(
                placed(order(101).of(2, camera)),
                completed(order(101).of(2, camera)),
                completed(order(102).of(3, camera))));

        assertThat(tables.reservations()).containsExactly("100 reserved 1", "101 reserved 1", "102 reserved 1");
        assertThat(tables.stockOf(camera)).isEqualTo(5);
        assertExplained();
    }

    @Test
    void booksACompletedOrderAlsoBelowZero() {
        orders.delivers(List.of(placed(order(101).of(11, camera))));
        orders.delivers(List.of(completed(order(101).of(11, camera))));

        assertThat(tables.reservations()).containsExactly("101 reserved 2");
        assertThat(tables.stockOf(camera)).isEqualTo(-1);
        assertThat(tables.unexplainedStocks())
                .containsExactly("product %d: -1 in stock, -1 explained".formatted(camera.id()));
        assertThat(tables.unpublishedVersions()).isEmpty();
        assertThat(meters.get("chasqui.stock.oversold").gauge().value()).isEqualTo(1);
    }

    @Test
    void keepsNoStockForOrdersThatHaveEnded() {
        orders.delivers(order(101).of(1, camera), order(102).of(2, camera));

        orders.delivers(List.of(
                cancelRequested(order(101).of(1, camera)),
                OrderStream.cancelled(order(101).of(1, camera)),
                failed(order(102).of(2, camera)),
                placed(order(103).of(4, camera)),
                failed(order(103).of(4, camera))));

        assertThat(tables.reservations())
                .containsExactly(
                        "101 released 2", "102 refused 2 insufficient-stock", "103 refused 1 insufficient-stock");
        assertThat(tables.stockOf(camera)).isEqualTo(10);
        assertExplained();
    }

    @Test
    void answersAgainWhereAnOrderIsStillWaiting() {
        orders.delivers(order(101).of(1, camera));

        orders.delivers(List.of(reminded(order(101).of(1, camera))));

        assertThat(tables.events()).endsWith("reservation.made.v1 101 1", "reservation.made.v1 101 2");
        assertThat(tables.stockOf(camera)).isEqualTo(9);
        assertExplained();
    }

    @Test
    void goesOnInTheTraceAndTheNameOfTheOrdersCaller() {
        orders.delivers(order(100).of(4, camera), order(101).of(1, UNKNOWN));

        assertThat(jdbc.sql("""
                        SELECT concat_ws(' ', traceparent, authtype, authid) FROM messaging.event_log
                        WHERE aggregate_type = 'reservation'
                        """).query(String.class).list())
                .hasSize(2)
                .containsOnly(OrderStream.TRACEPARENT + " app_user customer-3");
    }

    @Test
    void takesNoMoreStatementsForTwentyOrdersThanForOneNorForSeveralLines() {
        orders.delivers(order(100).of(1, camera));
        orders.delivers(order(101).of(1, camera));
        var forOne = statements.during(() -> orders.delivers(order(102).of(1, camera)));

        var forTwenty = statements.during(() -> orders.delivers(LongStream.range(200, 220)
                .mapToObj(number -> order(number).of(1, number % 2 == 0 ? camera : tripod))
                .toArray(OrderDemand[]::new)));

        var forTwentyLines = statements.during(() -> orders.delivers(LongStream.range(300, 320)
                .mapToObj(number -> order(number).of(line(1, camera), line(1, tripod), line(1, UNKNOWN)))
                .toArray(OrderDemand[]::new)));

        assertThat(forOne).hasSize(4);
        assertThat(forTwenty).isEqualTo(forOne);
        assertThat(forTwentyLines).hasSizeLessThanOrEqualTo(forOne.size());
    }

    @Test
    void locksTheProductsOfTwoFullOrdersAtOnceAndNoMore() {
        orders.delivers(order(100).of(1, camera)); // alone
        var large = LongStream.range(101, 104)
                .mapToObj(number -> order(number)
                        .of(LongStream.range(0, 100)
                                .mapToObj(nth -> line(1, number * 1_000 + nth))
                                .toArray(OrderLine[]::new)))
                .toArray(OrderDemand[]::new);

        var locks = statements.during(() -> orders.delivers(large)).stream()
                .filter(statement -> statement.contains("FOR UPDATE"))
                .toList();

        var ends = statements.during(
                () -> orders.delivers(Stream.of(large).map(OrderStream::failed).toList()));

        assertThat(locks).hasSize(2);
        assertThat(tables.reservations()).hasSize(4);
        assertThat(ends).as("ends lock nothing").hasSize(1);
    }

    private static final long UNKNOWN = 999_999;

    private Product create(SampleProducts sample) {
        return create.handle(new CreateProduct(sample.details(), sample.stock()));
    }

    private void assertExplained() {
        assertThat(tables.unexplainedStocks()).isEmpty();
        assertThat(tables.unpublishedVersions()).isEmpty();
    }
}
