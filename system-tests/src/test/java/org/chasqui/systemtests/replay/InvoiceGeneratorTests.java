package org.chasqui.systemtests.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InvoiceGeneratorTests {

    @TempDir
    Path directory;

    @Test
    void writesTheWholeShape() throws IOException {
        var csv = generated(InvoiceGenerator.LINES);
        var invoices = InvoiceFile.read(csv).invoices();

        try (var lines = Files.lines(csv)) {
            assertThat(lines).hasSize(1 + 541_909);
        }
        try (var lines = Files.lines(csv)) {
            assertThat(lines.skip(1).map(line -> line.split(",", 2)[0]).distinct())
                    .hasSize(25_900);
        }
        assertThat(distinct(invoices.stream()
                        .flatMap(invoice -> invoice.stockCodes().stream())
                        .toList()))
                .isBetween(4_068L, 4_069L); // without B, which is left out, and perhaps PADS, whose prices are
        assertThat(distinct(invoices.stream()
                        .map(invoice -> invoice.head().country())
                        .toList()))
                .isEqualTo(38);
        assertThat(distinct(invoices.stream()
                        .map(invoice -> invoice.head().customer())
                        .toList()))
                .isEqualTo(1 + 4_372);
    }

    @Test
    void writesEachPeculiarityIntoASmallFileToo() throws IOException {
        var csv = generated(InvoiceGenerator.FEWEST_LINES);
        var file = InvoiceFile.read(csv);

        assertThat(Files.readAllLines(csv)).hasSize(1 + InvoiceGenerator.FEWEST_LINES);
        assertThat(file.leftOut()).containsEntry("an invoice of a bad debt", 3);
        assertThat(file.invoices())
                .anyMatch(invoice -> invoice.stockCodes().size() > 100)
                .anyMatch(invoice -> invoice.head().customer().isEmpty())
                .anyMatch(invoice -> invoice.isReturn() && sells(file, invoice))
                .anyMatch(invoice -> invoice.isReturn() && !sells(file, invoice))
                .anyMatch(invoice ->
                        invoice.lines().size() < 100 && invoice.orders().size() > 1)
                .anyMatch(invoice -> invoice.lines().stream().distinct().count()
                        < invoice.lines().size())
                .anyMatch(invoice -> Countries.code(invoice.head().country()).isEmpty());
        assertThat(file.invoices().stream().flatMap(invoice -> invoice.lines().stream()))
                .anyMatch(line -> line.quantity() == 80_995)
                .anyMatch(line -> line.quantity() < 0 && line.pence() == 0)
                .anyMatch(line -> line.description().isEmpty())
                .anyMatch(line -> line.description().contains(", \"LOVE\""))
                .anyMatch(line -> line.description().contains("CAFÉ £1 東京"))
                .anyMatch(line -> line.stockCode().equals("gift_0001_20"))
                .anyMatch(line -> line.stockCode().equals("m"))
                .anyMatch(line -> line.stockCode().equals("M"));
    }

    @Test
    void writesTheSameFileAgain() throws IOException {
        var first = generated(1_000);
        var content = Files.readString(first);

        assertThat(Files.readString(generated(1_000))).isEqualTo(content);
    }

    private Path generated(int lines) throws IOException {
        var csv = directory.resolve("generated.csv");
        InvoiceGenerator.write(csv, lines);
        return csv;
    }

    private static boolean sells(InvoiceFile file, Invoice returned) {
        Predicate<Invoice> isItsSale = invoice -> !invoice.isReturn()
                && invoice.head().customer().equals(returned.head().customer())
                && invoice.goods().equals(returned.goods());
        return file.invoices().stream().anyMatch(isItsSale);
    }

    private static long distinct(List<String> values) {
        return values.stream().distinct().count();
    }
}
