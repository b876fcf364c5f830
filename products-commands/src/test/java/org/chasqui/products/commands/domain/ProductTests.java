package org.chasqui.products.commands.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.chasqui.products.commands.SampleProducts.camera;

import java.time.Instant;
import org.chasqui.platform.Place;
import org.chasqui.products.commands.domain.Reservation.Reason;
import org.chasqui.products.commands.domain.Stock.InsufficientStock;
import org.junit.jupiter.api.Test;

class ProductTests {

    private static final Place LEON = new Place("NI", "León");
    private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");

    @Test
    void startsAtVersionOne() {
        assertThat(camera().inStock(5).saved(7, 1).version()).isEqualTo(1);
    }

    @Test
    void takesOverDetails() {
        var product = camera().saved(7, 1);
        var others = camera().described("Brass, f/180").at(9_900).details();

        assertThat(product.change(others)).isTrue();
        assertThat(product.details()).isEqualTo(others);
    }

    @Test
    void canLoseItsDescription() {
        var product = camera().described("Brass, f/180").saved(7, 1);

        assertThat(product.change(camera().details())).isTrue();
        assertThat(product.description()).isNull();
    }

    @Test
    void saysWhenNothingChanges() {
        var product = camera().described("Brass, f/180").saved(7, 1);

        assertThat(product.change(camera().described("Brass, f/180").details())).isFalse();
    }

    @Test
    void saysThatItIsOnSaleOnlyOnceItWasWithdrawn() {
        var product = camera().saved(7, 1);
        product.change(camera().soldIn("NI/León").details());
        assertThat(product.onSale()).isNull();

        product.change(camera().withdrawn().details());
        assertThat(product.onSale()).isFalse();

        product.change(camera().details());
        assertThat(product.onSale()).isTrue();
    }

    @Test
    void isSoldEverywhereUnlessItIsLimited() {
        assertThat(camera().saved(7, 1).obstacle(LEON)).isEmpty();
        assertThat(camera().saved(7, 1).obstacle(null)).isEmpty();
    }

    @Test
    void isSoldOnlyInTheMarketsNamedHoweverTheyAreSpelled() {
        var product = camera().soldIn("NI/Masaya", "NI/León").saved(7, 1);

        assertThat(product.obstacle(LEON)).isEmpty();
        assertThat(product.obstacle(new Place("NI", "LEO\u0301N"))).isEmpty();
        assertThat(product.obstacle(new Place("MX", "León"))).contains(Reason.NOT_SOLD_IN_MARKET);

        product.change(camera().soldIn("MX/León").details());
        assertThat(product.obstacle(new Place("MX", "León"))).isEmpty();
        assertThat(product.obstacle(LEON)).contains(Reason.NOT_SOLD_IN_MARKET);
    }

    @Test
    void isNotSoldToAnOrderOfNoMarketIfItIsLimited() {
        assertThat(camera().soldIn("NI/León").saved(7, 1).obstacle(null)).contains(Reason.NOT_SOLD_IN_MARKET);
    }

    @Test
    void isSoldNowhereIfNoMarketIsNamed() {
        assertThat(camera().soldIn().saved(7, 1).obstacle(LEON)).contains(Reason.NOT_SOLD_IN_MARKET);
    }

    @Test
    void isSoldToNobodyOnceItIsWithdrawn() {
        var product = camera().soldIn("NI/León").saved(7, 1);
        product.change(camera().withdrawn().details());

        assertThat(product.obstacle(null)).contains(Reason.NOT_ON_SALE);
        assertThat(product.obstacle(LEON)).contains(Reason.NOT_ON_SALE);
    }

    @Test
    void isNotAvailableWhereNobodyCanOrderIt() {
        assertThat(camera().saved(7, 1).isAvailable()).isTrue();
        assertThat(camera().soldIn("NI/León").saved(7, 1).isAvailable()).isTrue();
        assertThat(camera().soldIn().saved(7, 1).isAvailable()).isFalse();
        assertThat(camera().withdrawn().saved(7, 1).isAvailable()).isFalse();
    }

    @Test
    void keepsTheDifferenceOfARecount() {
        var product = camera().inStock(5).saved(7, 1);

        var adjustment = product.recount(new Stock(12), NOW);

        assertThat(product.stock()).isEqualTo(new Stock(12));
        assertThat(adjustment)
                .hasValueSatisfying(kept -> assertThat(kept.delta()).isEqualTo(7));
    }

    @Test
    void keepsNothingOfARecountThatFindsWhatTheBooksSay() {
        var product = camera().inStock(5).saved(7, 1);

        assertThat(product.recount(new Stock(5), NOW)).isEmpty();
        assertThat(product.stock()).isEqualTo(new Stock(5));
    }

    @Test
    void countsWhatReservationsLeft() {
        var product = camera().inStock(5).saved(7, 1);
        product.book(2);

        var adjustment = product.recount(new Stock(5), NOW);

        assertThat(adjustment)
                .hasValueSatisfying(kept -> assertThat(kept.delta()).isEqualTo(2));
    }

    @Test
    void keepsAnAdjustmentWithItsSign() {
        var product = camera().inStock(5).saved(7, 1);

        var adjustment = product.adjustStock(-3, "broken", NOW);

        assertThat(product.stock()).isEqualTo(new Stock(2));
        assertThat(adjustment.delta()).isEqualTo(-3);
    }

    @Test
    void isUnchangedByARefusedAdjustment() {
        var product = camera().inStock(5).saved(7, 1);

        assertThatExceptionOfType(InsufficientStock.class).isThrownBy(() -> product.adjustStock(-6, null, NOW));
        assertThat(product.stock()).isEqualTo(new Stock(5));
    }

    @Test
    void booksWhatWasPromisedAlsoBelowNothing() {
        var product = camera().inStock(5).saved(7, 1);

        product.book(6);

        assertThat(product.stock()).isEqualTo(new Stock(-1));
    }

    @Test
    void isCountedAnewFromBelowNothing() {
        var product = camera().inStock(5).saved(7, 1);
        product.book(6);

        var adjustment = product.recount(new Stock(4), NOW);

        assertThat(product.stock()).isEqualTo(new Stock(4));
        assertThat(adjustment)
                .hasValueSatisfying(kept -> assertThat(kept.delta()).isEqualTo(5));
    }

    @Test
    void takesBackWhatWasReserved() {
        var product = camera().inStock(5).saved(7, 1);
        product.book(5);

        product.release(5);

        assertThat(product.stock()).isEqualTo(new Stock(5));
    }
}
