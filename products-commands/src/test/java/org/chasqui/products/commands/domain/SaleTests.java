package org.chasqui.products.commands.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.stream.IntStream;
import org.chasqui.platform.Place;
import org.junit.jupiter.api.Test;

class SaleTests {

    private static final Place LEON = new Place("NI", "León");
    private static final Place MASAYA = new Place("NI", "Masaya");

    @Test
    void isEverywhereUnlessItIsLimited() {
        assertThat(Sale.EVERYWHERE.obstacle(LEON)).isEmpty();
        assertThat(Sale.EVERYWHERE.obstacle(null)).isEmpty();
    }

    @Test
    void isOnlyInTheMarketsNamedHoweverTheyAreSpelled() {
        var sale = new Sale(true, List.of(MASAYA, LEON));

        assertThat(sale.obstacle(LEON)).isEmpty();
        assertThat(sale.obstacle(new Place("NI", "LEO\u0301N"))).isEmpty();
        assertThat(sale.obstacle(new Place("MX", "León"))).contains(Reservation.Reason.NOT_SOLD_IN_MARKET);
    }

    @Test
    void doesNotReachAnOrderOfNoMarketIfItIsLimited() {
        assertThat(new Sale(true, List.of(LEON)).obstacle(null)).contains(Reservation.Reason.NOT_SOLD_IN_MARKET);
    }

    @Test
    void isNowhereIfNoMarketIsNamed() {
        assertThat(new Sale(true, List.of()).obstacle(LEON)).contains(Reservation.Reason.NOT_SOLD_IN_MARKET);
    }

    @Test
    void isToNobodyOnceTheProductIsWithdrawn() {
        assertThat(new Sale(false, null).obstacle(null)).contains(Reservation.Reason.NOT_ON_SALE);
        assertThat(new Sale(false, List.of(LEON)).obstacle(LEON)).contains(Reservation.Reason.NOT_ON_SALE);
    }

    @Test
    void namesEachMarketOnceAndNotTooMany() {
        var twice = List.of(LEON, new Place("NI", "león"));
        var many = IntStream.rangeClosed(0, Sale.MAX_MARKETS)
                .mapToObj(number -> new Place("NI", "City " + number))
                .toList();

        assertThatIllegalArgumentException().isThrownBy(() -> new Sale(true, twice));
        assertThatIllegalArgumentException().isThrownBy(() -> new Sale(true, many));
    }
}
