package org.chasqui.products.commands.messages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.chasqui.products.commands.domain.OrderDemand.Claim.GIVEN_UP;
import static org.chasqui.products.commands.domain.OrderDemand.Claim.PROMISED;
import static org.chasqui.products.commands.domain.OrderDemand.Claim.UNDECIDED;

import java.util.List;
import org.chasqui.products.commands.domain.OrderDemand;
import org.chasqui.products.commands.domain.OrderLine;
import org.chasqui.products.commands.domain.Refused;
import org.chasqui.products.commands.messages.OrderListener.OrderEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OrderEventTests {

    private static final List<OrderLine> LINES = List.of(new OrderLine(7, 2));

    @Test
    void waitsForADecisionWhileItIsProcessed() {
        assertThat(order("processing", false).demand()).contains(OrderDemand.of(17, LINES, UNDECIDED));
    }

    @Test
    void hasAClaimToItsUnitsOnceItIsCompleted() {
        assertThat(order("completed", false).demand()).contains(OrderDemand.of(17, LINES, PROMISED));
    }

    @ParameterizedTest
    @ValueSource(strings = {"insufficient-stock", "unknown-product"})
    void hasAClaimToNothingOnceItHasFailed(String reason) {
        var failed = new OrderEvent(17, 7L, 2L, null, "failed", false, reason, null);

        assertThat(failed.demand()).contains(OrderDemand.refused(17, LINES, new Refused(reason)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"processing", "completed", "cancelled"})
    void givesUpWhatItHasOnceACancelIsRequested(String state) {
        assertThat(order(state, true).demand()).contains(OrderDemand.of(17, LINES, GIVEN_UP));
    }

    /** A restored order may have lost the request to cancel, and kept its result. */
    @Test
    void givesUpWhatItHasOnceItIsCancelled() {
        assertThat(order("cancelled", false).demand()).contains(OrderDemand.of(17, LINES, GIVEN_UP));
    }

    @Test
    void wantsNothingInAStateOfANewerRelease() {
        assertThat(order("returned", false).demand()).isEmpty();
    }

    private static OrderEvent order(String state, boolean cancelRequested) {
        return new OrderEvent(17, 7L, 2L, null, state, cancelRequested, null, null);
    }
}
