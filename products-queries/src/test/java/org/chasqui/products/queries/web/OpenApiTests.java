package org.chasqui.products.queries.web;

import java.util.Map;
import org.chasqui.products.queries.web.ProductsController.ProductResponse;
import org.chasqui.testing.openapi.Api;
import org.chasqui.testing.openapi.OpenApiDocument;

class OpenApiTests extends OpenApiDocument {

    @Override
    protected Api api() {
        return Api.of("products-queries", ProductsController.class)
                .about("Products: queries", "Shows products, a moment after products-commands has changed them.")
                .operation("list", it -> it.summary("List products").answers(200, "A page of products, by id."))
                .operation(
                        "product",
                        it -> it.summary("Read a product")
                                .shows(ProductResponse.class)
                                .answers(200, "The product."))
                .fields(
                        ProductResponse.class,
                        Map.of(
                                "value", "Price of one unit, in minor units of the currency.",
                                "stock",
                                        "Units that can still be ordered; negative where more are promised than there are.",
                                "available", "Whether there is any in stock.",
                                "version", "Counts the changes of the product."))
                .example(ProductResponse.class, """
                        {"id": 1, "name": "Quipu", "description": "Knotted cords, for accounts", "value": 2500,
                         "stock": 10, "available": true, "version": 1}""");
    }
}
