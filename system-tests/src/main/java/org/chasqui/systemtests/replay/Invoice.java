package org.chasqui.systemtests.replay;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.Collectors;
import org.chasqui.systemtests.replay.InvoiceLine.Article;

/**
 * What one customer bought or returned at once.
 *
 * @param lines in the order of the file, at least one
 */
record Invoice(Head head, List<InvoiceLine> lines) {

    private static final int MOST_LINES = 100; // of an order

    /**
     * The lines of one head are one invoice.
     *
     * @param customer empty if the invoice names none
     * @param country as the file writes it
     */
    record Head(String number, String customer, String country) {}

    /** Whether goods are returned. A negative line on an ordinary invoice writes stock off. */
    boolean isReturn() {
        return head.number().startsWith("C");
    }

    Set<String> stockCodes() {
        return lines.stream().map(InvoiceLine::stockCode).collect(Collectors.toSet());
    }

    /**
     * The sales as lines of orders. Usually it is one order: lines of equal goods at equal price become one line. Further orders take what an
     * order cannot have: goods at a second price, more than 100 lines, and more than 1,000,000 units of one product.
     */
    List<Collection<InvoiceLine>> orders() {
        var orders = new ArrayList<SequencedMap<String, InvoiceLine>>();
        if (!isReturn()) {
            lines.stream().filter(line -> line.quantity() > 0).forEach(line -> add(line, orders));
        }
        return orders.stream().map(SequencedMap::values).toList();
    }

    private static void add(InvoiceLine line, List<SequencedMap<String, InvoiceLine>> orders) {
        for (var order : orders) {
            var same = order.get(line.stockCode());
            if (same == null ? order.size() < MOST_LINES : canBeOne(same, line)) {
                order.merge(line.stockCode(), line, (one, other) -> one.of(one.quantity() + other.quantity()));
                return;
            }
        }
        orders.add(new LinkedHashMap<>(Map.of(line.stockCode(), line)));
    }

    private static boolean canBeOne(InvoiceLine one, InvoiceLine other) {
        return one.pence() == other.pence() && one.quantity() + other.quantity() <= InvoiceLine.MOST;
    }

    /** What was sold or, of a return, what came back: units by article. A return undoes the sale of the same goods. */
    Map<Article, Long> goods() {
        return lines.stream()
                .filter(line -> isReturn() || line.quantity() > 0)
                .collect(Collectors.groupingBy(
                        InvoiceLine::article,
                        Collectors.summingLong(line -> isReturn() ? -line.quantity() : line.quantity())));
    }

    /** By how much the lines that are no sales change the stock of each code; none by 0. */
    Map<String, Long> adjustments() {
        var deltas = new HashMap<String, Long>();
        lines.stream()
                .filter(line -> isReturn() || line.quantity() < 0)
                .forEach(line -> deltas.merge(
                        line.stockCode(), (long) (isReturn() ? -line.quantity() : line.quantity()), Long::sum));
        deltas.values().removeIf(delta -> delta == 0);
        return deltas;
    }

    /** Units of a line for which stock must be there before. */
    long needed(InvoiceLine line) {
        return Math.max(isReturn() ? line.quantity() : Math.abs(line.quantity()), 0);
    }
}
