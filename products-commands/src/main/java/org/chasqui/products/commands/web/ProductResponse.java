package org.chasqui.products.commands.web;

import jakarta.validation.constraints.Min;
import org.chasqui.products.commands.domain.Product;
import org.jspecify.annotations.Nullable;

/** The product as it is after the command. */
record ProductResponse(
        long id,
        String name,
        @Nullable String description,
        long value,

        @Min(-9_007_199_254_740_991L) // why: other numbers in answers are never negative
        long stock,

        boolean available,
        long version) {

    static ProductResponse of(Product product) {
        return new ProductResponse(
                product.id(),
                product.name(),
                product.description(),
                product.value(),
                product.stock().units(),
                product.stock().isAvailable(),
                product.version());
    }
}
