package org.chasqui.products.commands.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.chasqui.products.commands.SampleOrders.cancelled;
import static org.chasqui.products.commands.SampleOrders.order;
import static org.chasqui.products.commands.SampleProducts.camera;

import java.util.List;
import org.chasqui.messaging.Event;
import org.chasqui.testing.ContractSamples;
import org.junit.jupiter.api.Test;
import org.springframework.test.util.ReflectionTestUtils;

class ProductContractTests {

    @Test
    void publishesANewProductAsAgreed() {
        assertAsAgreed(ProductEvent.created(camera().inStock(40).saved(7, 1)));
    }

    @Test
    void publishesAChangedProductAsAgreed() {
        assertAsAgreed(ProductEvent.changed(
                camera().described("Brass, f/180").inStock(38).saved(7, 2)));
    }

    @Test
    void publishesAReservationAsAgreed() {
        assertAsAgreed(ReservationEvent.of(reservation(camera().saved(7, 1))));
    }

    @Test
    void publishesARefusalAsAgreed() {
        assertAsAgreed(ReservationEvent.of(reservation(camera().inStock(1).saved(7, 1))));
    }

    @Test
    void publishesAReleaseAsAgreed() {
        var product = camera().saved(7, 1);
        var reservation = reservation(product);
        new Stockroom(List.of(product), List.of(reservation))
                .settle(cancelled(order(17).of(2, product)));
        ReflectionTestUtils.setField(reservation, "version", 2); // as the flush would

        assertAsAgreed(ReservationEvent.of(reservation));
    }

    private static Reservation reservation(Product product) {
        return new Stockroom(List.of(product), List.of())
                .settle(order(17).of(2, product))
                .orElseThrow();
    }

    private static void assertAsAgreed(Event event) {
        var sample = ContractSamples.envelope(event.type());
        assertThat(ContractSamples.asJson(event.data())).isEqualTo(sample.get("data"));
        assertThat(event.aggregateType() + "/" + event.aggregateId())
                .isEqualTo(sample.get("subject").stringValue());
        assertThat(String.valueOf(event.aggregateVersion()))
                .isEqualTo(sample.get("aggregateversion").stringValue());
    }
}
