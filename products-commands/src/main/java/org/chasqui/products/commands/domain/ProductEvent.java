package org.chasqui.products.commands.domain;

import java.util.List;
import org.chasqui.messaging.Event;
import org.jspecify.annotations.Nullable;

/**
 * The published event of a product: its full state after each change.
 *
 * @param onSale whether it can be ordered; null if it was never withdrawn, which is as if it were true
 * @param markets the only ones where it is sold; null for everywhere
 */
public record ProductEvent(
        long id,
        String name,
        @Nullable String description,
        long value,
        long stock,
        @Nullable Boolean onSale,
        @Nullable List<String> markets) {

    public static Event created(Product product) {
        return event("product.created.v1", product);
    }

    public static Event changed(Product product) {
        return event("product.changed.v1", product);
    }

    private static Event event(String type, Product product) {
        return Event.of(type, "product", product.id(), product.version(), stateOf(product));
    }

    private static ProductEvent stateOf(Product product) {
        return new ProductEvent(
                product.id(),
                product.name(),
                product.description(),
                product.value(),
                product.stock().units(),
                product.onSale(),
                product.markets());
    }
}
