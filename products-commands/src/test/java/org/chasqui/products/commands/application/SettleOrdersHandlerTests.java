package org.chasqui.products.commands.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.chasqui.products.commands.SampleOrders.cancelled;
import static org.chasqui.products.commands.SampleOrders.order;
import static org.chasqui.products.commands.SampleOrders.promised;
import static org.chasqui.products.commands.SampleOrders.refused;
import static org.chasqui.products.commands.SampleOrders.traceparentOf;
import static org.chasqui.products.commands.SampleProducts.camera;
import static org.chasqui.products.commands.SampleProducts.tripod;
import static org.mockito.Mockito.mock;

import java.util.Optional;
import java.util.stream.Stream;
import org.chasqui.messaging.Event;
import org.chasqui.products.commands.SampleOrders;
import org.chasqui.products.commands.SampleProducts;
import org.chasqui.products.commands.domain.OrderDemand;
import org.chasqui.products.commands.domain.Product;
import org.chasqui.products.commands.domain.Stock;
import org.junit.jupiter.api.Test;

class SettleOrdersHandlerTests {

    private final ProductsInMemory products = new ProductsInMemory();
    private final RecordedEvents events = new RecordedEvents();
    private final SettleOrdersHandler settle =
            new SettleOrdersHandler(products, mock(), new ReservationsInMemory(), events);

    private final Product camera = saved(camera().inStock(10));
    private final Product tripod = saved(tripod().inStock(3));

    @Test
    void publishesEachReservationAndEachProductOnce() {
        settle(order(100).of(4, camera), order(101).of(4, camera), order(102).of(1, tripod));

        assertThat(events.typesAndIds())
                .containsExactly(
                        "product.changed.v1 1",
                        "product.changed.v1 2",
                        "reservation.made.v1 100",
                        "reservation.made.v1 101",
                        "reservation.made.v1 102");
        assertThat(camera.stock()).isEqualTo(new Stock(2));
    }

    @Test
    void publishesNoProductWhereOnlyRefusalsWereMade() {
        settle(order(100).of(4, tripod), order(101).of(1, 99));

        assertThat(events.typesAndIds()).containsExactly("reservation.refused.v1 100", "reservation.refused.v1 101");
    }

    @Test
    void publishesAReleaseAndWhatItGaveBack() {
        settle(order(100).of(4, camera));
        events.all().clear();

        settle(cancelled(order(100).of(4, camera)));

        assertThat(events.typesAndIds()).containsExactly("product.changed.v1 1", "reservation.released.v1 100");
        assertThat(camera.stock()).isEqualTo(new Stock(10));
    }

    @Test
    void publishesNothingForOrdersThatAreSettled() {
        settle(order(100).of(4, camera));
        events.all().clear();

        settle(order(100).of(4, camera));

        assertThat(events.all()).isEmpty();
        assertThat(camera.stock()).isEqualTo(new Stock(6));
    }

    @Test
    void meetsWhatWasPromisedBeforeItDecidesAboutNewOrders() {
        settle(order(100).of(1, tripod));

        settle(
                order(101).of(3, tripod),
                promised(order(102).of(3, tripod)),
                cancelled(order(100).of(1, tripod)));

        assertThat(events.typesAndIds())
                .endsWith("reservation.released.v1 100", "reservation.made.v1 102", "reservation.refused.v1 101");
        assertThat(tripod.stock()).isEqualTo(new Stock(0));
    }

    @Test
    void publishesNothingForOrdersThatHaveWhatTheySay() {
        settle(order(100).of(4, camera), order(101).of(4, tripod), order(102).of(1, camera));
        settle(cancelled(order(102).of(1, camera)));
        events.all().clear();

        settle(
                promised(order(100).of(4, camera)),
                refused(order(101).of(4, tripod)),
                promised(order(102).of(1, camera)));

        assertThat(events.all()).isEmpty();
        assertThat(camera.stock()).isEqualTo(new Stock(6));
    }

    @Test
    void goesOnInTheTraceOfEachOrder() {
        settle(order(100).of(4, camera), order(101).of(1, 99));

        assertThat(events.all())
                .filteredOn(event -> event.aggregateType().equals("reservation"))
                .extracting(Event::traceparent)
                .containsExactly(Optional.of(traceparentOf(100)), Optional.of(traceparentOf(101)));
    }

    private void settle(OrderDemand... demands) {
        settle.handle(Stream.of(demands).map(SampleOrders::command).toList());
    }

    private Product saved(SampleProducts sample) {
        return products.saveAndFlush(new Product(sample.details(), sample.stock()));
    }
}
