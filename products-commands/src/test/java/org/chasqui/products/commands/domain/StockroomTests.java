package org.chasqui.products.commands.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.chasqui.products.commands.SampleMarkets.market;
import static org.chasqui.products.commands.SampleOrders.cancelled;
import static org.chasqui.products.commands.SampleOrders.line;
import static org.chasqui.products.commands.SampleOrders.order;
import static org.chasqui.products.commands.SampleOrders.promised;
import static org.chasqui.products.commands.SampleProducts.camera;
import static org.chasqui.products.commands.SampleProducts.tripod;
import static org.chasqui.products.commands.domain.Reservation.State.REFUSED;
import static org.chasqui.products.commands.domain.Reservation.State.RELEASED;
import static org.chasqui.products.commands.domain.Reservation.State.RESERVED;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.chasqui.platform.Place;
import org.junit.jupiter.api.Test;

class StockroomTests {

    private static final long UNKNOWN = 99;

    private final Product camera = camera().inStock(10).saved(1, 1);
    private final Product tripod = tripod().inStock(3).saved(2, 1);
    private final Market open = market("NI/León", true, 1);
    private final Market closed = market("NI/Managua", false, 2);

    @Test
    void decidesWhereTheOrderIsToBeSoldBeforeItLooksAtTheStock() {
        var room = stockroom();

        assertThat(reasonFor(room, order(100).of(1, camera).in(new Place("NI", "LEÓN"))))
                .isEmpty();
        assertThat(reasonFor(room, order(101).of(1, camera).in(closed.place()))).contains("market-closed");
        assertThat(reasonFor(room, order(102).of(1, camera).in(new Place("DE", "León"))))
                .contains("unknown-market");
        assertThat(reasonFor(room, order(103).of(1_000, camera).in(closed.place())))
                .contains("market-closed");
        assertThat(reasonFor(room, order(104).of(1_000, camera).in(open.place())))
                .contains("insufficient-stock");
    }

    @Test
    void sellsNothingOfAProductThatIsNotSoldThereOrToNobody() {
        var souvenir = camera().soldIn("NI/León").saved(3, 1);
        var relic = camera().withdrawn().saved(4, 1);
        var room = new Stockroom(List.of(souvenir, relic), List.of(open, closed), List.of());

        assertThat(reasonFor(room, order(100).of(1, souvenir).in(open.place()))).isEmpty();
        assertThat(reasonFor(room, order(101).of(1, souvenir).in(closed.place())))
                .contains("not-sold-in-market");
        assertThat(reasonFor(room, order(102).of(1, souvenir))).contains("not-sold-in-market");
        assertThat(reasonFor(room, order(103).of(1, relic).in(open.place()))).contains("not-on-sale");
        assertThat(room.settle(promised(order(104).of(1, relic))).orElseThrow().state())
                .isEqualTo(RESERVED);
    }

    @Test
    void keepsWhatItHasPromisedInAMarketThatIsClosedSince() {
        assertThat(stockroom()
                        .settle(promised(order(100).of(1, camera).in(closed.place())))
                        .orElseThrow()
                        .state())
                .isEqualTo(Reservation.State.RESERVED);
    }

    @Test
    void reservesWhatThereIs() {
        var reservation = stockroom().settle(order(100).of(4, camera)).orElseThrow();

        assertThat(reservation.state()).isEqualTo(RESERVED);
        assertThat(reservation.reason()).isEmpty();
        assertThat(camera.stock()).isEqualTo(new Stock(6));
    }

    @Test
    void refusesAnOrderThatWantsMoreThanThereIs() {
        var reservation = stockroom().settle(order(100).of(11, camera)).orElseThrow();

        assertThat(reservation.state()).isEqualTo(REFUSED);
        assertThat(reservation.reason()).contains(new Refused("insufficient-stock"));
        assertThat(camera.stock()).isEqualTo(new Stock(10));
    }

    @Test
    void refusesAnOrderForAProductThatItDoesNotHave() {
        var reservation = stockroom().settle(order(100).of(1, UNKNOWN)).orElseThrow();

        assertThat(reservation.state()).isEqualTo(REFUSED);
        assertThat(reservation.reason()).contains(new Refused("unknown-product"));
    }

    @Test
    void reservesAllLinesOfAnOrder() {
        var reservation = stockroom()
                .settle(order(100).of(line(4, camera), line(3, tripod)))
                .orElseThrow();

        assertThat(reservation.state()).isEqualTo(RESERVED);
        assertThat(reservation.lines()).containsExactly(line(4, camera), line(3, tripod));
        assertThat(camera.stock()).isEqualTo(new Stock(6));
        assertThat(tripod.stock()).isEqualTo(new Stock(0));
    }

    @Test
    void reservesNoLineOfAnOrderIfOneIsShortAndNamesAllThatAre() {
        var room = stockroom();

        assertThat(reasonFor(room, order(100).of(line(4, camera), line(4, tripod))))
                .contains("insufficient-stock: 2");
        assertThat(reasonFor(room, order(101).of(line(4, tripod), line(1, UNKNOWN), line(11, camera))))
                .contains("insufficient-stock: 2, 1; unknown-product: 99");
        assertThat(reasonFor(
                        room, order(102).of(line(4, tripod), line(1, UNKNOWN)).in(closed.place())))
                .contains("unknown-product: 99; market-closed");
        assertThat(camera.stock()).isEqualTo(new Stock(10));
        assertThat(tripod.stock()).isEqualTo(new Stock(3));
        assertThat(room.changedProducts()).isEmpty();
    }

    @Test
    void givesOverlappingOrdersWhatTheyAskedForInTheOrderOfArrival() {
        var room = stockroom();

        assertThat(reasonFor(room, order(100).of(line(2, tripod), line(8, camera))))
                .isEmpty();
        assertThat(reasonFor(room, order(101).of(line(3, camera), line(1, tripod))))
                .contains("insufficient-stock: 1");
        assertThat(reasonFor(room, order(102).of(line(2, camera), line(1, tripod))))
                .isEmpty();
        assertThat(camera.stock()).isEqualTo(new Stock(0));
        assertThat(tripod.stock()).isEqualTo(new Stock(0));
    }

    @Test
    void putsAllLinesOfACancelledOrderBackOnce() {
        var demand = order(100).of(line(4, camera), line(3, tripod));
        var reservation = stockroom().settle(demand).orElseThrow();

        assertThat(stockroom(reservation).settle(cancelled(demand))).contains(reservation);
        assertThat(stockroom(reservation).settle(cancelled(demand))).isEmpty();
        assertThat(camera.stock()).isEqualTo(new Stock(10));
        assertThat(tripod.stock()).isEqualTo(new Stock(3));
    }

    @Test
    void givesNoOrderWhatIsReservedForOtherLines() {
        var reservation = stockroom()
                .settle(order(100).of(line(4, camera), line(3, tripod)))
                .orElseThrow();

        assertThatIllegalStateException()
                .isThrownBy(() -> stockroom(reservation)
                        .settle(order(100).of(line(4, camera)).again()));
    }

    @Test
    void sellsExactlyTheLastUnitsOfAProductWantedByManyOrders() {
        var stockroom = stockroom();

        var states = IntStream.range(0, 20)
                .mapToObj(order -> stockroom
                        .settle(order(order).of(1, camera))
                        .orElseThrow()
                        .state())
                .toList();

        assertThat(states).filteredOn(RESERVED::equals).hasSize(10);
        assertThat(states).filteredOn(REFUSED::equals).hasSize(10);
        assertThat(camera.stock()).isEqualTo(new Stock(0));
    }

    @Test
    void servesASmallOrderAfterARefusedLargeOne() {
        var stockroom = stockroom();

        assertThat(stockroom.settle(order(100).of(4, tripod)).orElseThrow().state())
                .isEqualTo(REFUSED);
        assertThat(stockroom.settle(order(101).of(3, tripod)).orElseThrow().state())
                .isEqualTo(RESERVED);
    }

    @Test
    void decidesAnOrderOnceHoweverOftenItIsHeard() {
        var stockroom = stockroom();
        stockroom.settle(order(100).of(4, camera));

        assertThat(stockroom.settle(order(100).of(4, camera))).isEmpty();
        assertThat(camera.stock()).isEqualTo(new Stock(6));
    }

    @Test
    void decidesAnOrderOnceAcrossBatches() {
        var reservation = stockroom().settle(order(100).of(4, camera)).orElseThrow();

        assertThat(stockroom(reservation).settle(order(100).of(4, camera))).isEmpty();
        assertThat(camera.stock()).isEqualTo(new Stock(6));
    }

    @Test
    void doesNotReconsiderARefusalWhenStockHasComeIn() {
        var refused = stockroom().settle(order(100).of(11, camera)).orElseThrow();
        camera.release(10);

        assertThat(stockroom(refused).settle(order(100).of(11, camera))).isEmpty();
        assertThat(refused.state()).isEqualTo(REFUSED);
    }

    @Test
    void putsTheUnitsOfACancelledOrderBack() {
        var demand = order(100).of(4, camera);
        var reservation = stockroom().settle(demand).orElseThrow();

        assertThat(stockroom(reservation).settle(cancelled(demand))).contains(reservation);
        assertThat(reservation.state()).isEqualTo(RELEASED);
        assertThat(camera.stock()).isEqualTo(new Stock(10));
    }

    @Test
    void putsTheUnitsOfACancelledOrderBackOnce() {
        var demand = order(100).of(4, camera);
        var reservation = stockroom().settle(demand).orElseThrow();
        stockroom(reservation).settle(cancelled(demand));

        assertThat(stockroom(reservation).settle(cancelled(demand))).isEmpty();
        assertThat(camera.stock()).isEqualTo(new Stock(10));
    }

    @Test
    void endsARefusedReservationWithoutPuttingAnythingBack() {
        var demand = order(100).of(11, camera);
        var reservation = stockroom().settle(demand).orElseThrow();

        assertThat(stockroom(reservation).settle(cancelled(demand))).contains(reservation);
        assertThat(reservation.state()).isEqualTo(RELEASED);
        assertThat(camera.stock()).isEqualTo(new Stock(10));
    }

    @Test
    void endsTheRefusalOfAnUnknownProduct() {
        var demand = order(100).of(1, UNKNOWN);
        var reservation = stockroom().settle(demand).orElseThrow();

        assertThat(stockroom(reservation).settle(cancelled(demand))).contains(reservation);
        assertThat(reservation.state()).isEqualTo(RELEASED);
    }

    @Test
    void movesNothingForAnOrderCancelledBeforeItsDecision() {
        var reservation =
                stockroom().settle(cancelled(order(100).of(4, camera))).orElseThrow();

        assertThat(reservation.state()).isEqualTo(RELEASED);
        assertThat(camera.stock()).isEqualTo(new Stock(10));
    }

    @Test
    void givesNothingToALateDeliveryOfAnOrderThatWasCancelled() {
        var stockroom = stockroom();
        var demand = order(100).of(4, camera);
        stockroom.settle(cancelled(demand));

        assertThat(stockroom.settle(demand)).isEmpty();
        assertThat(camera.stock()).isEqualTo(new Stock(10));
    }

    @Test
    void givesTheUnitsOfACancelledOrderToTheNextOneInTheSameBatch() {
        var first = order(100).of(3, tripod);
        var reservation = stockroom().settle(first).orElseThrow();
        var stockroom = stockroom(reservation);

        stockroom.settle(cancelled(first));

        assertThat(stockroom.settle(order(101).of(3, tripod)).orElseThrow().state())
                .isEqualTo(RESERVED);
        assertThat(tripod.stock()).isEqualTo(new Stock(0));
        assertThat(stockroom.changedProducts()).isEmpty();
    }

    @Test
    void namesTheProductsWhoseStockChanged() {
        var stockroom = stockroom();
        stockroom.settle(order(100).of(1, tripod));
        stockroom.settle(order(101).of(1, tripod));
        stockroom.settle(order(102).of(11, camera));

        assertThat(stockroom.changedProducts()).containsExactly(tripod);
    }

    @Test
    void booksWhatAnOrderWasPromisedForAProductThatItDoesNotHave() {
        var demand = promised(order(100).of(1, UNKNOWN));
        var reservation = stockroom().settle(demand).orElseThrow();

        assertThat(reservation.state()).isEqualTo(RESERVED);
        assertThat(stockroom(reservation).settle(cancelled(demand))).contains(reservation);
        assertThat(reservation.state()).isEqualTo(RELEASED);
    }

    @Test
    void namesTheProductsOfWhichMoreIsPromisedThanThereIs() {
        var stockroom = stockroom();
        stockroom.settle(promised(order(100).of(10, camera)));
        stockroom.settle(promised(order(101).of(4, tripod)));

        assertThat(stockroom.oversoldProducts()).containsExactly(tripod);
    }

    @Test
    void givesNoOrderWhatIsReservedForAnotherUnderTheSameId() {
        var reservation = stockroom().settle(order(100).of(4, camera)).orElseThrow();

        assertThatIllegalStateException()
                .isThrownBy(() ->
                        stockroom(reservation).settle(order(100).of(3, camera).again()))
                .withMessage(
                        "Order 100 is for [OrderLine[product=1, quantity=3]], and its reservation for [OrderLine[product=1, quantity=4]]");
        assertThatIllegalStateException()
                .isThrownBy(() ->
                        stockroom(reservation).settle(order(100).of(4, tripod).again()));
    }

    @Test
    void refusesADemandForLessThanOneUnit() {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> order(100).of(0, camera));
    }

    private Stockroom stockroom(Reservation... reservations) {
        return new Stockroom(List.of(tripod, camera), List.of(open, closed), List.of(reservations));
    }

    private static Optional<String> reasonFor(Stockroom room, OrderDemand demand) {
        return room.settle(demand).orElseThrow().reason().map(Refused::why);
    }
}
