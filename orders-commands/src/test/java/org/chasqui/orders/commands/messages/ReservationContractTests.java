package org.chasqui.orders.commands.messages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.RETURNS_DEEP_STUBS;
import static org.mockito.Mockito.mock;

import org.chasqui.messaging.EnvelopeJson;
import org.chasqui.orders.commands.domain.StockDecision;
import org.chasqui.orders.commands.messages.ReservationListener.ReservationEvent;
import org.chasqui.orders.commands.replica.Replicas;
import org.chasqui.testing.ContractSamples;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReservationContractTests {

    @ParameterizedTest
    @FieldSource("org.chasqui.testing.ContractSamples#PRODUCTS")
    void hearsEveryTypeOfTheStream(String type) {
        var known = mock(Replicas.class, RETURNS_DEEP_STUBS);
        given(known.products().table()).willReturn("known_product");
        given(known.markets().table()).willReturn("known_market");

        assertThat(new Subscriptions().products(known, mock()).knows(type)).isTrue();
    }

    @Test
    void understandsAReservation() {
        var event = read(ContractSamples.json("reservation.made.v1"));

        assertThat(event.order()).isEqualTo(17);
        assertThat(event.decision()).isEqualTo(StockDecision.reserved());
    }

    @Test
    void understandsARefusal() {
        assertThat(read(ContractSamples.json("reservation.refused.v1")).decision())
                .isEqualTo(StockDecision.refused("insufficient-stock"));
    }

    @Test
    void understandsARelease() {
        assertThat(read(ContractSamples.json("reservation.released.v1")).decision())
                .isEqualTo(StockDecision.released());
    }

    /** A refused reservation that is released may still have the reason of its refusal. */
    @Test
    void understandsTheReleaseOfARefusal() {
        assertThat(new ReservationEvent(17, "released", "insufficient-stock").decision())
                .isEqualTo(StockDecision.released());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "reservation.made.v1",
                "reservation.refused.v1",
                "reservation.released.v1",
                "reservation.refused.v2"
            })
    void ignoresWhatANewerReleaseAdds(String type) {
        assertThat(read(ContractSamples.fromANewerRelease(type))).isEqualTo(read(ContractSamples.json(type)));
    }

    @Test
    void takesNoStateForAnother() {
        var event = new ReservationEvent(17, "postponed", null);

        assertThatIllegalArgumentException().isThrownBy(event::decision).withMessageContaining("postponed");
    }

    private static ReservationEvent read(String json) {
        return EnvelopeJson.read(json, ReservationEvent.class).data();
    }
}
