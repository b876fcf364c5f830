package org.chasqui.products.commands.web;

import org.chasqui.products.commands.domain.Product;
import org.jspecify.annotations.Nullable;

/** The product as it is after the command. */
record ProductResponse(
        long id, String name, @Nullable String description, long value, long stock, boolean available, long version) {

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
