package org.chasqui.products.commands.domain;

import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.chasqui.products.commands.domain.Reservation.Reason;

/**
 * Why an order gets nothing, as rows and events spell it: one {@link Reason}, or, of an order of several lines, those of all lines that were in
 * the way, each with its products unless it is one of the whole order: {@code insufficient-stock: 2, 7; unknown-product: 9}.
 */
public record Refused(String why) {

    private static final Pattern PRODUCTS = Pattern.compile(": \\d+(, \\d+)*");

    /** @throws IllegalArgumentException if it is not spelled so */
    public Refused {
        for (var part : why.split("; ", -1)) {
            var word = part.split(":", 2)[0];
            Reason.of(word);
            if (!part.equals(word)
                    && !PRODUCTS.matcher(part.substring(word.length())).matches()) {
                throw new IllegalArgumentException("An order cannot be refused for " + why);
            }
        }
    }

    /** @param reasons by product, at least one */
    static Refused because(OrderDemand demand, Map<Long, Reason> reasons) {
        var isOfSeveralLines = demand.lines().size() > 1;
        return new Refused(Stream.of(Reason.values())
                .filter(reasons::containsValue)
                .map(reason -> isOfSeveralLines && reason.isOfALine()
                        ? reason.label() + ": " + productsOf(reason, reasons)
                        : reason.label())
                .collect(Collectors.joining("; ")));
    }

    private static String productsOf(Reason reason, Map<Long, Reason> reasons) {
        return reasons.entrySet().stream()
                .filter(line -> line.getValue() == reason)
                .map(line -> line.getKey().toString())
                .collect(Collectors.joining(", "));
    }
}
