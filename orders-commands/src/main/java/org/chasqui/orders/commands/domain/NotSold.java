package org.chasqui.orders.commands.domain;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.chasqui.platform.Place;
import org.chasqui.platform.Refusal;
import org.jspecify.annotations.Nullable;

/** An order names products that are not sold, or not in its market, as far as is known here. */
public final class NotSold extends Refusal {

    private static final long serialVersionUID = 1L;

    private final Map<String, String> errors;

    private NotSold(String slug, String detail, Map<String, String> errors) {
        super(slug, Kind.IMPOSSIBLE, detail);
        this.errors = Map.copyOf(errors);
    }

    /**
     * Has the type of a withdrawn product if there is one: a problem has one type, and the fields say the rest.
     *
     * @param withdrawn lines whose products are not on sale
     * @param elsewhere other lines, whose products are sold in other markets only
     * @param market that the order names; null if it names none
     */
    public static NotSold of(List<WantedLine> withdrawn, List<WantedLine> elsewhere, @Nullable Place market) {
        var errors = new HashMap<String, String>();
        withdrawn.forEach(line -> errors.put(line.field(), "is not on sale"));
        elsewhere.forEach(line -> errors.put(
                line.field(), market == null ? "is sold in some markets only" : "is not sold in this market"));
        if (!elsewhere.isEmpty()) {
            errors.put("market", market == null ? "is needed for this order" : "is not one where all of it is sold");
        }
        var details = Stream.concat(
                withdrawn.stream().map(line -> "Product %d is not on sale.".formatted(line.product())),
                elsewhere.stream().map(line -> elsewhere(line.product(), market)));
        return new NotSold(
                withdrawn.isEmpty() ? "not-sold-in-market" : "not-on-sale",
                details.collect(Collectors.joining(" ")),
                errors);
    }

    private static String elsewhere(long product, @Nullable Place market) {
        return market == null
                ? "Product %d is sold in some markets only, and the order names none.".formatted(product)
                : "Product %d is not sold in %s.".formatted(product, market);
    }

    @Override
    public Map<String, String> errors() {
        return errors;
    }
}
