package org.chasqui.users.commands.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UsernameTests {

    @Test
    void keepsWhatWasChosenWithoutTheSpaceAroundIt() {
        assertThat(new Username("  Ana de Armas ").value()).isEqualTo("Ana de Armas");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "   ", "a\u0000b", "a\nb", "a\ud83e"})
    void refusesWhatIsNoName(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> new Username(text));
    }

    @Test
    void hasAtMostFiftyCodePoints() {
        assertThat(new Username("🦙".repeat(50)).value()).hasSize(100);
        assertThatIllegalArgumentException().isThrownBy(() -> new Username("🦙".repeat(51)));
    }

    @ParameterizedTest
    @CsvSource({
        "ana, ANA",
        "Straße, STRASSE",
        "ΟΔΟΣ, οδος",
        "οδοσ, οδος",
        "José, JOSE\u0301",
        "i\u0307, \u0130",
        "ﬁn, FIN"
    })
    void isTheSameNameIfItReadsTheSameInCapitals(String one, String other) {
        assertThat(new Username(one).key()).isEqualTo(new Username(other).key());
    }

    @ParameterizedTest
    @CsvSource({"ana, anna", "jose, josé", "i, \u0130", "ana b, anab"})
    void isAnotherNameOtherwise(String one, String other) {
        assertThat(new Username(one).key()).isNotEqualTo(new Username(other).key());
    }

    @Test
    void hasTheSameKeyWhateverTheLocaleOfTheMachine() {
        var here = Locale.getDefault();
        try {
            Locale.setDefault(Locale.of("tr", "TR"));
            assertThat(new Username("ivy").key()).isEqualTo(new Username("IVY").key());
        } finally {
            Locale.setDefault(here);
        }
    }
}
