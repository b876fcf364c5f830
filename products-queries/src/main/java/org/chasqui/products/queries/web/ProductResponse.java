package org.chasqui.products.queries.web;

import org.chasqui.products.queries.view.ProductView;
import org.jspecify.annotations.Nullable;

/** What callers see of a product. */
record ProductResponse(
        long id, String name, @Nullable String description, long value, long stock, boolean available, long version) {

    static ProductResponse of(ProductView view) {
        return new ProductResponse(
                view.id(),
                view.name(),
                view.description(),
                view.value(),
                view.stock(),
                view.isAvailable(),
                view.version());
    }
}
