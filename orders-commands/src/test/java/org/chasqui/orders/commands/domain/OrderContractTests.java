package org.chasqui.orders.commands.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.chasqui.orders.commands.SampleOrders.placedOfTwo;

import org.chasqui.messaging.Event;
import org.chasqui.orders.commands.SampleOrders;
import org.chasqui.testing.contracts.AgreedEvents;
import org.junit.jupiter.api.Test;

class OrderContractTests {

    @Test
    void publishesANewOrderAsAgreed() {
        assertAgreed("order.placed.v1", OrderEvent.placed(SampleOrders.placed()));
    }

    @Test
    void publishesACompletedOrderAsAgreed() {
        assertAgreed("order.completed.v1", OrderEvent.decided(SampleOrders.completed()));
    }

    @Test
    void publishesAFailedOrderAsAgreed() {
        assertAgreed("order.failed.v1", OrderEvent.decided(SampleOrders.failed()));
    }

    @Test
    void publishesARequestedCancelAsAgreed() {
        assertAgreed("order.cancel-requested.v1", OrderEvent.cancelRequested(SampleOrders.cancelRequested()));
    }

    @Test
    void publishesACancelledOrderAsAgreed() {
        assertAgreed("order.cancelled.v1", OrderEvent.decided(SampleOrders.cancelled()));
    }

    @Test
    void publishesAReminderAsAgreed() {
        assertAgreed("order.reminded.v1", OrderEvent.reminded(SampleOrders.reminded()));
    }

    @Test
    void publishesOrdersOfSeveralLinesAsAgreed() {
        assertAgreed("order.placed.v2", OrderEvent.placed(placedOfTwo()));
        assertAgreed("order.completed.v2", OrderEvent.decided(SampleOrders.completed(placedOfTwo())));
        assertAgreed(
                "order.failed.v2", OrderEvent.decided(SampleOrders.failed(placedOfTwo(), "insufficient-stock: 9")));
        var cancelRequested = SampleOrders.cancelRequested(SampleOrders.completed(placedOfTwo()));
        assertAgreed("order.cancel-requested.v2", OrderEvent.cancelRequested(cancelRequested));
        assertAgreed("order.cancelled.v2", OrderEvent.decided(SampleOrders.cancelled(cancelRequested)));
        assertAgreed("order.reminded.v2", OrderEvent.reminded(SampleOrders.reminded(placedOfTwo())));
    }

    private static void assertAgreed(String type, Event event) {
        assertThat(event.type()).isEqualTo(type);
        AgreedEvents.assertAgreed(event);
    }
}
