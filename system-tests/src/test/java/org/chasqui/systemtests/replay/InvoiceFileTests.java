package org.chasqui.systemtests.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.chasqui.systemtests.replay.Invoice.Head;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InvoiceFileTests {

    private static final String HEADER =
            "\uFEFFInvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n";

    @TempDir
    Path directory;

    @Test
    void readsEveryLineOrCountsItWithAReason() throws IOException {
        var file = read("""
                1,85123A,"HEART, ""WHITE""\",6,01-12-2010 08:26,2.55,17850,United Kingdom
                2,85123A,HEART,1,01-12-2010 08:26,2.55,17850,United Kingdom
                1,85123a,,80995,01-12-2010 08:26,0,17850,United Kingdom
                C2,85123A,RÉCUP,-80995,01-12-2010 08:26,2.5,,France
                A3,B,Adjust bad debt,1,12-08-2011 14:52,11062.06,,United Kingdom
                A3,B,Adjust bad debt,1,12-08-2011 14:52,-11062.06,,United Kingdom
                3,B,Adjust bad debt,1,12-08-2011 14:52,-11062.06,,United Kingdom
                3,PADS,PADS TO MATCH,1,12-08-2011 14:52,0.001,,United Kingdom
                3,C,Nothing,0,12-08-2011 14:52,1.00,,United Kingdom
                3,C,Lowest,-2147483648,12-08-2011 14:52,1.00,,United Kingdom
                3,D,Much,1.5,12-08-2011 14:52,1.00,,United Kingdom
                3,E,Priceless,1,12-08-2011 14:52,free,,United Kingdom
                3,,Codeless,1,12-08-2011 14:52,1.00,,United Kingdom
                ,F,Lost,1,12-08-2011 14:52,1.00,,United Kingdom
                3,G
                """);

        assertThat(file.invoices())
                .containsExactly(
                        new Invoice(
                                new Head("1", "17850", "United Kingdom"),
                                List.of(
                                        new InvoiceLine("85123A", "HEART, \"WHITE\"", 6, 255),
                                        new InvoiceLine("85123a", "", 80_995, 0))),
                        new Invoice(
                                new Head("2", "17850", "United Kingdom"),
                                List.of(new InvoiceLine("85123A", "HEART", 1, 255))),
                        new Invoice(
                                new Head("C2", "", "France"),
                                List.of(new InvoiceLine("85123A", "RÉCUP", -80_995, 250))));
        assertThat(file.leftOut())
                .isEqualTo(Map.of(
                        "an invoice of a bad debt", 2,
                        "a price below zero", 1,
                        "a price that is not a number", 1,
                        "a price that is not a whole number of pence", 1,
                        "a quantity of zero or of more than 1000000", 2,
                        "a quantity that is not a whole number", 2,
                        "no stock code", 1,
                        "no invoice", 1));
    }

    @Test
    void refusesOtherColumns() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> InvoiceFile.read(write("InvoiceNo,StockCode\n1,2\n")))
                .withMessageContaining("The columns must be");
    }

    private InvoiceFile read(String lines) throws IOException {
        return InvoiceFile.read(write(HEADER + lines));
    }

    private Path write(String text) throws IOException {
        return Files.writeString(directory.resolve("invoices.csv"), text);
    }
}
