package org.chasqui.products.commands.web;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import org.chasqui.http.text.Text;
import org.chasqui.products.commands.application.CreateProduct;
import org.chasqui.products.commands.domain.Description;
import org.chasqui.products.commands.domain.Details;
import org.chasqui.products.commands.domain.Price;
import org.chasqui.products.commands.domain.ProductName;
import org.chasqui.products.commands.domain.Stock;
import org.jspecify.annotations.Nullable;

/** A new product as callers describe it. */
record CreateProductRequest(
        @NotNull @Text(max = ProductName.MAX_LENGTH) String name,

        @Text(min = 0, max = Description.MAX_LENGTH) @Nullable
        String description,

        @NotNull @Min(0) @Max(Price.MAX) Long value,
        @NotNull @Min(0) @Max(Stock.LIMIT) Long stock) {

    CreateProduct command() {
        return new CreateProduct(
                new Details(
                        new ProductName(name),
                        description == null ? null : new Description(description),
                        new Price(value)),
                Stock.counted(stock));
    }
}
