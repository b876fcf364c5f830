package org.chasqui.orders.commands.domain;

import java.util.Map;
import org.chasqui.platform.Place;
import org.chasqui.platform.Refusal;
import org.jspecify.annotations.Nullable;

/** An order names a product that is not sold, or not in its market, as far as is known here. */
public final class NotSold extends Refusal {

    private static final long serialVersionUID = 1L;

    private final String field;
    private final String complaint;

    private NotSold(String slug, String detail, String field, String complaint) {
        super(slug, Kind.IMPOSSIBLE, detail);
        this.field = field;
        this.complaint = complaint;
    }

    public static NotSold withdrawn(WantedLine line) {
        return new NotSold(
                "not-on-sale", "Product %d is not on sale.".formatted(line.product()), line.field(), "is not on sale");
    }

    /** @param market that the order names; null if it names none */
    public static NotSold in(@Nullable Place market, long product) {
        return new NotSold(
                "not-sold-in-market",
                market == null
                        ? "Product %d is sold in some markets only, and the order names none.".formatted(product)
                        : "Product %d is not sold in %s.".formatted(product, market),
                "market",
                market == null ? "is needed for this product" : "is not one where the product is sold");
    }

    @Override
    public Map<String, String> errors() {
        return Map.of(field, complaint);
    }
}
