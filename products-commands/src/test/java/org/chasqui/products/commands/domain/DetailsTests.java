package org.chasqui.products.commands.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.chasqui.platform.SafeInteger;
import org.junit.jupiter.api.Test;

class DetailsTests {

    @Test
    void countTheCharactersOfANameAsPeopleDo() {
        var name = "📷".repeat(ProductName.MAX_LENGTH);

        assertThat(new ProductName("  " + name + " ").value()).isEqualTo(name);
        assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> new ProductName(name + "!"));
    }

    @Test
    void requireAName() {
        assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> new ProductName("  "));
    }

    @Test
    void limitTheDescription() {
        assertThat(new Description("").value()).isEmpty();
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> new Description("x".repeat(Description.MAX_LENGTH + 1)));
    }

    @Test
    void keepThePriceWithinWhatJsonKeepsExact() {
        assertThat(new Price(SafeInteger.MAX).minorUnits()).isEqualTo(9_007_199_254_740_991L);
        assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> new Price(SafeInteger.MAX + 1));
        assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> new Price(-1));
    }
}
