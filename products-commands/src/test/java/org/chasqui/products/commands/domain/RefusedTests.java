package org.chasqui.products.commands.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RefusedTests {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "market-closed",
                "insufficient-stock: 7",
                "insufficient-stock: 7, 9; unknown-product: 12; market-closed"
            })
    void takesAReasonOrReasonsWithTheirProducts(String why) {
        assertThat(new Refused(why).why()).isEqualTo(why);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nobody-knows",
                "insufficient-stock: ",
                "insufficient-stock: 7,9",
                "insufficient-stock: 7; nobody-knows: 9"
            })
    void takesNothingElse(String why) {
        assertThatIllegalArgumentException().isThrownBy(() -> new Refused(why));
    }
}
