package org.chasqui.orders.commands.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.chasqui.orders.commands.domain.Money.OrderTotalTooLarge;
import org.chasqui.platform.SafeInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MoneyTests {

    @ParameterizedTest
    @ValueSource(longs = {-1, SafeInteger.MAX + 1, Long.MIN_VALUE, Long.MAX_VALUE})
    void isNothingThatAClientCannotRead(long minorUnits) {
        assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> new Money(minorUnits));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 1000000, 0",
        "1250, 2, 2500",
        "9007199254740991, 1, 9007199254740991",
        "9007199254, 1000000, 9007199254000000"
    })
    void isMultipliedExactly(long value, int quantity, long total) {
        assertThat(new Money(value).times(new Quantity(quantity))).isEqualTo(new Money(total));
    }

    @ParameterizedTest
    @CsvSource({"9007199254740991, 2", "9007199255, 1000000", "9007199254740991, 1000000", "4503599627370496, 2"})
    void isRefusedAsATotalThatIsTooLarge(long value, int quantity) {
        assertThatExceptionOfType(OrderTotalTooLarge.class)
                .isThrownBy(() -> new Money(value).times(new Quantity(quantity)))
                .satisfies(refusal -> assertThat(refusal.slug()).isEqualTo("order-total-too-large"));
    }

    @Test
    void isTheLargestTotalJustBelowTheLimit() {
        assertThat(new Money(4_503_599_627_370_495L).times(new Quantity(2))).isEqualTo(new Money(SafeInteger.MAX - 1));
    }
}
