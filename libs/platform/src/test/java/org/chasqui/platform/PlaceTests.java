package org.chasqui.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlaceTests {

    private static final Place LEON = new Place("NI", "León");

    @ParameterizedTest
    @CsvSource({
        "León, LEÓN",
        "León, leo\u0301n",
        "Gießen, GIESSEN",
        "Gießen, GIEẞEN",
        "Λευκωσίας, ΛΕΥΚΩΣΊΑΣ",
        "İstanbul, i\u0307stanbul",
        "Iğdır, IĞDIR",
        "Москва, МОСКВА",
        "東京, 東京",
        "\u212Bland, ÅLAND"
    })
    void isOneHoweverItsCityIsSpelled(String city, String spelling) {
        var place = new Place("NI", city);
        var same = new Place("NI", spelling);

        assertThat(same.key()).isEqualTo(place.key());
        assertThat(same.id()).isEqualTo(place.id());
    }

    @ParameterizedTest
    @ValueSource(strings = {"DE/León", "NI/Leon", "NI/Leó n"})
    void isAnotherWithAnotherCountryOrOtherLetters(String other) {
        assertThat(Place.of(other).id()).isNotEqualTo(LEON.id());
    }

    /** Other services, and markets of before, have it. */
    @Test
    void hasAnIdThatStays() {
        assertThat(LEON.key()).isEqualTo("ni/león");
        assertThat(LEON.id()).isEqualTo(543_669_351_866_546L);
    }

    @Test
    void keepsTheCityAsItIsWritten() {
        assertThat(new Place("NI", " LeO\u0301n ").toString()).isEqualTo("NI/LeO\u0301n");
        assertThat(Place.of("NI/León")).isEqualTo(LEON);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "NI", "NI/", "NI/ ", "ni/León", "XX/León", "/León", "NI/a/b", "NI/a\\b", "NI/a;b", "NI/.", "NI/.."
            })
    void refusesWhatIsNoPlace(String text) {
        assertThat(Place.violationIn(text)).isPresent();
        assertThatIllegalArgumentException().isThrownBy(() -> Place.of(text));
    }
}
