package org.chasqui.systemtests.shop;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The answer to an accepted order that is not yet decided: of one line with product and quantity, or else with lines. */
public record PlacedOrder(
        long id,
        long user,
        @Nullable Long product,
        @Nullable Long quantity,
        @Nullable List<OrderLine> lines,
        @Nullable String market,
        String state,
        long version) {

    public List<OrderLine> allLines() {
        if (lines != null) {
            return lines;
        }
        if (product == null || quantity == null) {
            throw new IllegalStateException("Order %d has no lines".formatted(id));
        }
        return List.of(new OrderLine(product, quantity));
    }
}
