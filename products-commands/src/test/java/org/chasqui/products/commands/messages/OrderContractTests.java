package org.chasqui.products.commands.messages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.chasqui.products.commands.SampleOrders.cancelled;
import static org.chasqui.products.commands.SampleOrders.line;
import static org.chasqui.products.commands.SampleOrders.order;
import static org.chasqui.products.commands.SampleOrders.promised;
import static org.chasqui.products.commands.SampleOrders.refused;
import static org.mockito.Mockito.mock;

import java.util.Optional;
import org.chasqui.messaging.EnvelopeJson;
import org.chasqui.platform.Place;
import org.chasqui.products.commands.domain.OrderDemand;
import org.chasqui.products.commands.domain.Refused;
import org.chasqui.products.commands.messages.OrderListener.OrderEvent;
import org.chasqui.testing.ContractSamples;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

class OrderContractTests {

    private static final OrderDemand TWO_OF_SEVEN = order(17).of(2, 7);

    @ParameterizedTest
    @FieldSource("org.chasqui.testing.ContractSamples#ORDERS")
    void hearsEveryTypeOfTheStream(String type) {
        assertThat(new OrderListener(mock()).orders().knows(type)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"order.placed.v1", "order.reminded.v1"})
    void understandsThatAnOrderWaitsForStock(String type) {
        assertThat(demandIn(ContractSamples.json(type))).contains(TWO_OF_SEVEN);
    }

    @Test
    void understandsThatAnOrderWaitsForItsEnd() {
        assertThat(demandIn(ContractSamples.json("order.cancel-requested.v1"))).contains(cancelled(TWO_OF_SEVEN));
    }

    @Test
    void understandsWhatAnOrderWasPromised() {
        assertThat(demandIn(ContractSamples.json("order.completed.v1"))).contains(promised(TWO_OF_SEVEN));
        assertThat(demandIn(ContractSamples.json("order.failed.v1"))).contains(refused(TWO_OF_SEVEN));
        assertThat(demandIn(ContractSamples.json("order.cancelled.v1"))).contains(cancelled(TWO_OF_SEVEN));
    }

    @Test
    void understandsOrdersOfSeveralLines() {
        var wanted = order(18).of(line(2, 7), line(1, 9));

        assertThat(demandIn(ContractSamples.json("order.placed.v2"))).contains(wanted);
        assertThat(demandIn(ContractSamples.json("order.completed.v2"))).contains(promised(wanted));
        assertThat(demandIn(ContractSamples.json("order.cancel-requested.v2"))).contains(cancelled(wanted));
        assertThat(demandIn(ContractSamples.json("order.failed.v2")))
                .contains(OrderDemand.refused(18, wanted.lines(), new Refused("insufficient-stock: 9")));
    }

    @Test
    void ignoresWhatANewerReleaseAdds() {
        assertThat(demandIn(ContractSamples.fromANewerRelease("order.placed.v1")))
                .contains(TWO_OF_SEVEN);
    }

    @Test
    void understandsWhereAnOrderIsToBeSold() {
        var order = new OrderEvent(17, 7L, 2L, null, "processing", false, null, "NI/León");

        assertThat(order.demand()).contains(TWO_OF_SEVEN.in(new Place("NI", "León")));
    }

    private static Optional<OrderDemand> demandIn(String json) {
        return EnvelopeJson.read(json, OrderEvent.class).data().demand();
    }
}
