package org.chasqui.systemtests.replay;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.chasqui.systemtests.replay.InvoiceLine.LeftOut;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.MappingIterator;
import tools.jackson.dataformat.csv.CsvMapper;
import tools.jackson.dataformat.csv.CsvSchema;

/**
 * The UCI "Online Retail" data set (doi 10.24432/C5BW33) as CSV.
 *
 * @param invoices in the order of the file
 * @param leftOut the number of omitted lines, by reason
 */
record InvoiceFile(List<Invoice> invoices, Map<String, Integer> leftOut) {

    static final List<String> COLUMNS = List.of(
            "InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID", "Country");

    /** @throws IllegalArgumentException if the file has other columns, or is not CSV */
    static InvoiceFile read(Path csv) throws IOException {
        var invoices = new LinkedHashMap<Invoice.Head, List<InvoiceLine>>();
        var leftOut = new TreeMap<String, Integer>();
        try (var in = Files.newInputStream(csv);
                MappingIterator<Map<String, String>> rows = new CsvMapper()
                        .readerForMapOf(String.class)
                        .with(CsvSchema.emptySchema().withHeader())
                        .readValues(in)) {
            if (rows.hasNext()) { // why: the reader reads the header with the first row
                requireColumns((CsvSchema) rows.parserSchema());
                rows.forEachRemaining(row -> take(row, invoices, leftOut));
            }
        } catch (JacksonException e) {
            throw new IllegalArgumentException(csv + " is not CSV: " + e.getOriginalMessage(), e);
        }
        return new InvoiceFile(
                invoices.entrySet().stream()
                        .map(invoice -> new Invoice(invoice.getKey(), invoice.getValue()))
                        .toList(),
                leftOut);
    }

    int lines() {
        return invoices.stream().mapToInt(invoice -> invoice.lines().size()).sum();
    }

    private static void requireColumns(CsvSchema header) {
        if (!COLUMNS.stream().allMatch(column -> header.column(column) != null)) {
            throw new IllegalArgumentException("The columns must be %s, but are %s".formatted(COLUMNS, header));
        }
    }

    private static void take(
            Map<String, String> row, Map<Invoice.Head, List<InvoiceLine>> invoices, Map<String, Integer> leftOut) {
        try {
            var head = head(row);
            var line = InvoiceLine.of(
                    field(row, "StockCode"),
                    field(row, "Description"),
                    field(row, "Quantity"),
                    field(row, "UnitPrice"));
            invoices.computeIfAbsent(head, first -> new ArrayList<>()).add(line);
        } catch (LeftOut e) {
            leftOut.merge(String.valueOf(e.getMessage()), 1, Integer::sum);
        }
    }

    private static Invoice.Head head(Map<String, String> row) {
        var head = new Invoice.Head(field(row, "InvoiceNo"), field(row, "CustomerID"), field(row, "Country"));
        if (head.number().isEmpty()) {
            throw new LeftOut("no invoice");
        }
        if (head.number().startsWith("A")) {
            throw new LeftOut("an invoice of a bad debt");
        }
        return head;
    }

    private static String field(Map<String, String> row, String column) {
        return row.getOrDefault(column, "").strip();
    }
}
