package org.chasqui.products.commands.messages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.chasqui.products.commands.domain.OrderDemand.Claim.GIVEN_UP;
import static org.chasqui.products.commands.domain.OrderDemand.Claim.PROMISED;
import static org.chasqui.products.commands.domain.OrderDemand.Claim.UNDECIDED;

import org.chasqui.products.commands.domain.OrderDemand;
import org.chasqui.products.commands.domain.Reservation;
import org.chasqui.products.commands.messages.OrderListener.OrderEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OrderEventTests {

    @Test
    void waitsForADecisionWhileItIsProcessed() {
        assertThat(order("processing", false).demand()).contains(OrderDemand.of(17, 7, 2, UNDECIDED));
    }

    @Test
    void hasAClaimToItsUnitsOnceItIsCompleted() {
        assertThat(order("completed", false).demand()).contains(OrderDemand.of(17, 7, 2, PROMISED));
    }

    @ParameterizedTest
    @ValueSource(strings = {"insufficient-stock", "unknown-product"})
    void hasAClaimToNothingOnceItHasFailed(String reason) {
        var failed = new OrderEvent(17, 7, 2, "failed", false, reason, null);

        assertThat(failed.demand()).contains(OrderDemand.refused(17, 7, 2, Reservation.Reason.of(reason)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"processing", "completed", "cancelled"})
    void givesUpWhatItHasOnceACancelIsRequested(String state) {
        assertThat(order(state, true).demand()).contains(OrderDemand.of(17, 7, 2, GIVEN_UP));
    }

    /** A restored order may have lost the request to cancel, and kept its result. */
    @Test
    void givesUpWhatItHasOnceItIsCancelled() {
        assertThat(order("cancelled", false).demand()).contains(OrderDemand.of(17, 7, 2, GIVEN_UP));
    }

    @Test
    void wantsNothingInAStateOfANewerRelease() {
        assertThat(order("returned", false).demand()).isEmpty();
    }

    private static OrderEvent order(String state, boolean cancelRequested) {
        return new OrderEvent(17, 7, 2, state, cancelRequested, null, null);
    }
}
