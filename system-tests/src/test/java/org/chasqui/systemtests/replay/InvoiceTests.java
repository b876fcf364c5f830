package org.chasqui.systemtests.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.chasqui.systemtests.replay.Invoice.Head;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InvoiceTests {

    @Test
    void isOneOrderWithALineForEachProduct() {
        var invoice = invoice("1", line("A", 6, 255), line("B", 1, 0), line("A", 2, 255), line("a", 1, 255));

        assertThat(invoice.orders())
                .singleElement()
                .satisfies(order ->
                        assertThat(order).containsExactly(line("A", 8, 255), line("B", 1, 0), line("a", 1, 255)));
        assertThat(invoice.adjustments()).isEmpty();
    }

    @Test
    void isAnotherOrderForASecondPriceAndForUnitsThatOneLineCannotHave() {
        var invoice = invoice(
                "1", line("A", 6, 255), line("A", 2, 210), line("B", 999_999, 1), line("B", 2, 1), line("A", 1, 255));

        assertThat(invoice.orders())
                .satisfiesExactly(
                        first -> assertThat(first).containsExactly(line("A", 7, 255), line("B", 999_999, 1)),
                        second -> assertThat(second).containsExactly(line("A", 2, 210), line("B", 2, 1)));
    }

    @Test
    void isSeveralOrdersIfItHasMoreThanAHundredProducts() {
        var lines = IntStream.range(0, 593).mapToObj(code -> line("P" + code, 1, 100));

        assertThat(new Invoice(new Head("1", "", "EIRE"), lines.toList()).orders())
                .extracting(order -> order.size())
                .containsExactly(100, 100, 100, 100, 100, 93);
    }

    @Test
    void undoesASaleIfItReturnsTheSameGoodsAtTheSamePrices() {
        var sale = invoice("1", line("A", 6, 255), line("B", 80_995, 208), line("A", 2, 255));

        assertThat(invoice("C2", line("B", -80_995, 208), line("A", -8, 255)).goods())
                .isEqualTo(sale.goods());
        assertThat(invoice("C2", line("B", -80_995, 208)).goods()).isNotEqualTo(sale.goods());
        assertThat(invoice("C2", line("B", -80_995, 208), line("A", -8, 210)).goods())
                .isNotEqualTo(sale.goods());
        assertThat(invoice("C2", line("B", -80_995, 208), line("A", 8, 255)).goods())
                .isNotEqualTo(sale.goods());
    }

    @Test
    void adjustsStockByWhatIsNotSold() {
        var writtenOff = invoice("1", line("A", 6, 255), line("A", -2, 0), line("B", -3, 0));
        var returned = invoice("C2", line("A", -2, 255), line("A", -3, 255), line("B", 1, 1), line("B", -1, 1));

        assertThat(writtenOff.orders()).hasSize(1);
        assertThat(writtenOff.adjustments()).isEqualTo(Map.of("A", -2L, "B", -3L));
        assertThat(returned.orders()).isEmpty();
        assertThat(returned.adjustments()).isEqualTo(Map.of("A", 5L));
    }

    @Test
    void needsStockForWhatIsSoldOrWrittenOff() {
        assertThat(invoice("1").needed(line("A", 6, 255))).isEqualTo(6);
        assertThat(invoice("1").needed(line("A", -6, 0))).isEqualTo(6);
        assertThat(invoice("C1").needed(line("A", -6, 255))).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "United Kingdom, GB",
        "EIRE, IE",
        "RSA, ZA",
        "USA, US",
        "Hong Kong, HK",
        "Czech Republic, CZ",
        "United Arab Emirates, AE"
    })
    void isSoldInTheMarketOfItsCountry(String country, String code) {
        assertThat(Countries.code(country)).contains(code);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Unspecified", "European Community", "Channel Islands", ""})
    void isSoldInNoMarketIfItsCountryIsNone(String country) {
        assertThat(Countries.code(country)).isEmpty();
    }

    private static Invoice invoice(String number, InvoiceLine... lines) {
        return new Invoice(new Head(number, "17850", "United Kingdom"), List.of(lines));
    }

    private static InvoiceLine line(String code, int quantity, long pence) {
        return new InvoiceLine(code, "", quantity, pence);
    }
}
