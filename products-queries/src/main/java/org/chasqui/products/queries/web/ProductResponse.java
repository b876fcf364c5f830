package org.chasqui.products.queries.web;

import jakarta.validation.constraints.Min;
import org.chasqui.products.queries.view.ProductView;
import org.jspecify.annotations.Nullable;

/** What callers see of a product. */
record ProductResponse(
        long id,
        String name,
        @Nullable String description,
        long value,

        @Min(-9_007_199_254_740_991L) // why: other numbers in answers are never negative
        long stock,

        boolean available,
        long version) {

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
