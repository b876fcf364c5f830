package org.chasqui.products.commands.messages;

import static org.assertj.core.api.Assertions.assertThat;

import org.chasqui.products.commands.domain.OrderDemand;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OrderEventTests {

    @Test
    void wantsStockWhileItIsProcessed() {
        assertThat(order("processing", false).demand()).contains(new OrderDemand(17, 7, 2, false));
    }

    @ParameterizedTest
    @ValueSource(strings = {"completed", "failed", "cancelled", "a state of a newer release"})
    void wantsNothingOnceItIsDecided(String state) {
        assertThat(order(state, false).demand()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"processing", "completed"})
    void wantsToGiveBackWhatItHasOnceACancelIsRequested(String state) {
        assertThat(order(state, true).demand()).contains(new OrderDemand(17, 7, 2, true));
    }

    @Test
    void wantsNothingOnceItIsCancelled() {
        assertThat(order("cancelled", true).demand()).isEmpty();
    }

    private static OrderEvent order(String state, boolean cancelRequested) {
        return new OrderEvent(17, 7, 2, state, cancelRequested);
    }
}
