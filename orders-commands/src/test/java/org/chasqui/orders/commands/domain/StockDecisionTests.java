package org.chasqui.orders.commands.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.chasqui.orders.commands.domain.StockDecision.Outcome;
import org.junit.jupiter.api.Test;

class StockDecisionTests {

    @Test
    void saysWhyItRefuses() {
        assertThat(StockDecision.refused("insufficient-stock").reason()).isEqualTo("insufficient-stock");
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> new StockDecision(Outcome.REFUSED, null));
    }

    @Test
    void hasNoReasonOtherwise() {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> new StockDecision(Outcome.RESERVED, "insufficient-stock"));
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> new StockDecision(Outcome.RELEASED, "insufficient-stock"));
    }
}
