package org.chasqui.products.commands.domain;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.stream.IntStream;
import org.chasqui.platform.Place;
import org.junit.jupiter.api.Test;

class SaleTests {

    private static final Place LEON = new Place("NI", "León");

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
