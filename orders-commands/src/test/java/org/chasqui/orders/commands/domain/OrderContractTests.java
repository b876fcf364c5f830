package org.chasqui.orders.commands.domain;

import static org.assertj.core.api.Assertions.assertThat;

import org.chasqui.messaging.Event;
import org.chasqui.orders.commands.SampleOrders;
import org.chasqui.testing.ContractSamples;
import org.junit.jupiter.api.Test;

class OrderContractTests {

    @Test
    void publishesANewOrderAsAgreed() {
        assertAsAgreed("order.placed.v1", OrderEvent.placed(SampleOrders.placed()));
    }

    @Test
    void publishesACompletedOrderAsAgreed() {
        assertAsAgreed("order.completed.v1", OrderEvent.decided(SampleOrders.completed()));
    }

    @Test
    void publishesAFailedOrderAsAgreed() {
        assertAsAgreed("order.failed.v1", OrderEvent.decided(SampleOrders.failed()));
    }

    @Test
    void publishesARequestedCancelAsAgreed() {
        assertAsAgreed("order.cancel-requested.v1", OrderEvent.cancelRequested(SampleOrders.cancelRequested()));
    }

    @Test
    void publishesACancelledOrderAsAgreed() {
        assertAsAgreed("order.cancelled.v1", OrderEvent.decided(SampleOrders.cancelled()));
    }

    @Test
    void publishesAReminderAsAgreed() {
        assertAsAgreed("order.reminded.v1", OrderEvent.reminded(SampleOrders.reminded()));
    }

    private static void assertAsAgreed(String type, Event event) {
        var sample = ContractSamples.envelope(type);
        assertThat(event.type()).isEqualTo(type);
        assertThat(ContractSamples.asJson(event.data())).isEqualTo(sample.get("data"));
        assertThat(event.aggregateType() + "/" + event.aggregateId())
                .isEqualTo(sample.get("subject").stringValue());
        assertThat(String.valueOf(event.aggregateVersion()))
                .isEqualTo(sample.get("aggregateversion").stringValue());
    }
}
