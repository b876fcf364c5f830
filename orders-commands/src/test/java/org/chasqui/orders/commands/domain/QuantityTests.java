package org.chasqui.orders.commands.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuantityTests {

    @ParameterizedTest
    @ValueSource(ints = {1, 1_000_000})
    void isFromOneToAMillion(int units) {
        assertThat(new Quantity(units).units()).isEqualTo(units);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 1_000_001, Integer.MIN_VALUE, Integer.MAX_VALUE})
    void isNothingElse(int units) {
        assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> new Quantity(units));
    }
}
