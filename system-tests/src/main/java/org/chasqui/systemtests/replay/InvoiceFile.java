package org.chasqui.systemtests.replay;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.MappingIterator;
import tools.jackson.dataformat.csv.CsvMapper;
import tools.jackson.dataformat.csv.CsvSchema;

/**
 * The UCI "Online Retail" data set (doi 10.24432/C5BW33) as CSV.
 *
 * @param lines in the order of the file
 * @param leftOut the number of omitted lines, by reason
 */
record InvoiceFile(List<InvoiceLine> lines, Map<String, Integer> leftOut) {

    private static final List<String> COLUMNS = List.of(
            "InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID", "Country");

    /** @throws IllegalArgumentException if the file has other columns, or is not CSV */
    static InvoiceFile read(Path csv) throws IOException {
        var file = new InvoiceFile(new ArrayList<>(), new TreeMap<>());
        try (var in = Files.newInputStream(csv);
                MappingIterator<Map<String, String>> rows = new CsvMapper()
                        .readerForMapOf(String.class)
                        .with(CsvSchema.emptySchema().withHeader())
                        .readValues(in)) {
            if (rows.hasNext()) { // why: the reader reads the header with the first row
                requireColumns((CsvSchema) rows.parserSchema());
                rows.forEachRemaining(file::take);
            }
        } catch (JacksonException e) {
            throw new IllegalArgumentException(csv + " is not CSV: " + e.getOriginalMessage(), e);
        }
        return file;
    }

    private static void requireColumns(CsvSchema header) {
        if (!COLUMNS.stream().allMatch(column -> header.column(column) != null)) {
            throw new IllegalArgumentException("The columns must be %s, but are %s".formatted(COLUMNS, header));
        }
    }

    private void take(Map<String, String> row) {
        try {
            lines.add(InvoiceLine.of(
                    field(row, "InvoiceNo"),
                    field(row, "StockCode"),
                    field(row, "Description").strip(),
                    field(row, "Quantity"),
                    field(row, "UnitPrice"),
                    field(row, "CustomerID")));
        } catch (InvoiceLine.LeftOut e) {
            leftOut.merge(String.valueOf(e.getMessage()), 1, Integer::sum);
        }
    }

    private static String field(Map<String, String> row, String column) {
        return row.getOrDefault(column, "");
    }
}
