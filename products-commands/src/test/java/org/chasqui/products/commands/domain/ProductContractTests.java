package org.chasqui.products.commands.domain;

import static org.chasqui.products.commands.SampleMarkets.market;
import static org.chasqui.products.commands.SampleOrders.cancelled;
import static org.chasqui.products.commands.SampleOrders.line;
import static org.chasqui.products.commands.SampleOrders.order;
import static org.chasqui.products.commands.SampleProducts.camera;
import static org.chasqui.products.commands.SampleProducts.tripod;
import static org.chasqui.testing.contracts.AgreedEvents.assertAgreed;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.test.util.ReflectionTestUtils;

class ProductContractTests {

    @Test
    void publishesANewProductAsAgreed() {
        assertAgreed(ProductEvent.created(camera().inStock(40).saved(7, 1)));
    }

    @Test
    void publishesAChangedProductAsAgreed() {
        var backOnSale = camera().withdrawn().inStock(38).saved(7, 2);
        backOnSale.change(camera().described("Brass, f/180")
                .soldIn("NI/León", "CR/San José")
                .details());
        assertAgreed(ProductEvent.changed(backOnSale));
    }

    @Test
    void publishesAMarketAsAgreed() {
        assertAgreed(MarketEvent.of(market("NI/León", true, 1)));
        assertAgreed(MarketEvent.of(market("NI/León", false, 2)));
    }

    @Test
    void publishesAReservationAsAgreed() {
        assertAgreed(ReservationEvent.of(reservation(camera().saved(7, 1))));
    }

    @Test
    void publishesARefusalAsAgreed() {
        assertAgreed(ReservationEvent.of(reservation(camera().inStock(1).saved(7, 1))));
    }

    @Test
    void publishesAReleaseAsAgreed() {
        var product = camera().saved(7, 1);
        var reservation = reservation(product);
        new Stockroom(List.of(product), List.of(), List.of(reservation))
                .settle(cancelled(order(17).of(2, product)));
        ReflectionTestUtils.setField(reservation, "version", 2); // as the flush would

        assertAgreed(ReservationEvent.of(reservation));
    }

    @Test
    void publishesReservationsOfSeveralLinesAsAgreed() {
        var demand = order(18).of(line(2, 7), line(1, 9));
        var both = List.of(camera().saved(7, 1), tripod().saved(9, 1));
        var made = new Stockroom(both, List.of(), List.of()).settle(demand).orElseThrow();
        assertAgreed(ReservationEvent.of(made));

        new Stockroom(both, List.of(), List.of(made)).settle(cancelled(demand));
        ReflectionTestUtils.setField(made, "version", 2); // as the flush would
        assertAgreed(ReservationEvent.of(made));

        var short9 = List.of(camera().saved(7, 1), tripod().inStock(0).saved(9, 1));
        assertAgreed(ReservationEvent.of(
                new Stockroom(short9, List.of(), List.of()).settle(demand).orElseThrow()));
    }

    private static Reservation reservation(Product product) {
        return new Stockroom(List.of(product), List.of(), List.of())
                .settle(order(17).of(2, product))
                .orElseThrow();
    }
}
