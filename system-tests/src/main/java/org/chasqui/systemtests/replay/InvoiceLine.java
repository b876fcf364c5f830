package org.chasqui.systemtests.replay;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A line of the UCI "Online Retail" data set (doi 10.24432/C5BW33).
 *
 * @param pence price of one, in minor units
 * @param customer empty where the shop did not know its customer
 */
record InvoiceLine(String invoice, String stockCode, String description, int quantity, long pence, String customer) {

    private static final String COLUMNS =
            "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country";

    static List<InvoiceLine> readAll(Path csv) throws IOException {
        var lines = Files.readAllLines(csv);
        var header = lines.getFirst().replace("\uFEFF", "");
        if (!header.equals(COLUMNS)) {
            throw new IllegalArgumentException("the columns must be %s, found are %s".formatted(COLUMNS, header));
        }
        return lines.stream()
                .skip(1)
                .filter(line -> !line.isBlank())
                .map(InvoiceLine::parse)
                .toList();
    }

    /** Goods that were sold; everything else takes a sale, or stock, back. */
    boolean isSale() {
        return quantity > 0 && !invoice.startsWith("C");
    }

    private static InvoiceLine parse(String line) {
        var fields = fields(line);
        return new InvoiceLine(
                fields.get(0),
                fields.get(1),
                fields.get(2).strip(),
                Integer.parseInt(fields.get(3)),
                new BigDecimal(fields.get(5)).movePointRight(2).longValueExact(),
                fields.get(6));
    }

    /** Splits at commas outside of quotes; a doubled quote inside quotes is one. */
    private static List<String> fields(String line) {
        var fields = new ArrayList<String>();
        var field = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '"' && quoted && i + 1 < line.length() && line.charAt(i + 1) == '"') {
                field.append('"');
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                fields.add(field.toString());
                field.setLength(0);
            } else {
                field.append(c);
            }
        }
        fields.add(field.toString());
        return fields;
    }
}
