package org.chasqui.products.commands.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.chasqui.products.commands.domain.Stock.InsufficientStock;
import org.chasqui.products.commands.domain.Stock.StockLimitExceeded;
import org.junit.jupiter.api.Test;

class StockTests {

    @Test
    void isNeverCountedBelowNothing() {
        assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> Stock.counted(-1));
        assertThat(Stock.counted(0)).isEqualTo(new Stock(0));
    }

    @Test
    void isOfferedDownToTheLastUnit() {
        assertThat(new Stock(1).isAvailable()).isTrue();
        assertThat(new Stock(0).isAvailable()).isFalse();
    }

    @Test
    void offersNothingWhereMoreIsPromisedThanThereIs() {
        assertThat(new Stock(-1).isAvailable()).isFalse();
        assertThat(new Stock(-1).covers(1)).isFalse();
    }

    @Test
    void canBeFilledFromBelowNothingAlsoWhereThatIsNotEnough() {
        assertThat(new Stock(-5).adjustedBy(3)).isEqualTo(new Stock(-2));
    }

    @Test
    void canBeTakenDownToNothing() {
        assertThat(new Stock(5).adjustedBy(-5)).isEqualTo(new Stock(0));
    }

    @Test
    void refusesToFallBelowNothing() {
        assertThatExceptionOfType(InsufficientStock.class).isThrownBy(() -> new Stock(5).adjustedBy(-6));
        assertThatExceptionOfType(InsufficientStock.class).isThrownBy(() -> new Stock(-5).adjustedBy(-1));
    }

    @Test
    void canBeFilledUpToTheLimit() {
        assertThat(new Stock(1).adjustedBy(Stock.LIMIT - 1)).isEqualTo(new Stock(Stock.LIMIT));
    }

    @Test
    void refusesToBeFilledBeyondTheLimit() {
        assertThatExceptionOfType(StockLimitExceeded.class).isThrownBy(() -> new Stock(1).adjustedBy(Stock.LIMIT));
    }

    @Test
    void takesReleasedUnitsBackEvenBeyondTheLimit() {
        assertThat(new Stock(Stock.LIMIT).plus(3)).isEqualTo(new Stock(Stock.LIMIT + 3));
    }

    @Test
    void canBeTakenFromWhileStillAboveTheLimit() {
        assertThat(new Stock(Stock.LIMIT + 3).adjustedBy(-1)).isEqualTo(new Stock(Stock.LIMIT + 2));
    }

    @Test
    void coversAsMuchAsThereIs() {
        assertThat(new Stock(5).covers(5)).isTrue();
        assertThat(new Stock(5).covers(6)).isFalse();
    }
}
