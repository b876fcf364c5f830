package org.chasqui.products.commands.web;

import java.time.Instant;
import java.util.Map;
import org.chasqui.products.commands.SampleProducts;
import org.chasqui.products.commands.domain.Stock;
import org.chasqui.products.commands.web.MarketsController.ChangeMarketRequest;
import org.chasqui.products.commands.web.MarketsController.MarketResponse;
import org.chasqui.products.commands.web.ProductsController.AdjustStockRequest;
import org.chasqui.products.commands.web.ProductsController.ChangeProductRequest;
import org.chasqui.products.commands.web.ProductsController.CreateProductRequest;
import org.chasqui.products.commands.web.ProductsController.ProductResponse;
import org.chasqui.testing.openapi.Api;
import org.chasqui.testing.openapi.OpenApiDocument;

class OpenApiTests extends OpenApiDocument {

    private static final String VALUE = "Price of one unit, in minor units of the currency.";
    private static final String STOCK = "Units in stock.";
    private static final String ON_SALE = "False to withdraw the product: nobody can order it any more.";
    private static final String MARKETS =
            "The only markets where the product is sold, as country/city, each once in whatever spelling; null for everywhere. A market need"
                    + " not exist yet.";
    private static final String STOCK_LEFT =
            "Units that can still be ordered; negative where more are promised than there are.";

    @Override
    protected Api api() {
        return Api.of("products-commands", ProductsController.class, MarketsController.class)
                .about(
                        "Products: commands",
                        "Creates and changes products, their stock, and the markets where they are sold. What they are is read from"
                                + " products-queries.")
                .invalid("name", "must have 1 to 50 characters")
                .operation("create", it -> it.summary("Create a product").answers(201, "The new product."))
                .operation(
                        "change",
                        it -> it.summary("Change a product")
                                .description(
                                        "A field that is left out stays; a description that is null is cleared, and markets that are null let"
                                                + " the product be sold everywhere.")
                                .answers(200, "The product as it is now."))
                .operation(
                        "adjustStock",
                        it -> it.summary("Adjust the stock of a product")
                                .answers(200, "The product as it is now.")
                                .refuses(() -> adjust(3, -5))
                                .refuses(() -> adjust(10, Stock.LIMIT)))
                .operation(
                        "changeMarket",
                        it -> it.summary("Open or close a market")
                                .description(
                                        "Makes the market if there is none. Cities are compared without regard to case and to the form in"
                                                + " which Unicode encodes them, and shown as they were first written. From the answer that a"
                                                + " market is closed, no order of it gets anything.")
                                .answers(200, "The market as it is now."))
                .fields(ChangeMarketRequest.class, Map.of("active", "Whether the market is open for sale."))
                .fields(
                        MarketResponse.class,
                        Map.of(
                                "country", "Code of ISO 3166-1.",
                                "city", "As it was first written.",
                                "active", "Whether the market is open for sale.",
                                "version", "Counts the changes of the market."))
                .example(ChangeMarketRequest.class, """
                        {"active": true}""")
                .example(MarketResponse.class, """
                        {"country": "NI", "city": "León", "active": true, "version": 1}""")
                .fields(
                        CreateProductRequest.class,
                        Map.of("value", VALUE, "stock", STOCK, "onSale", ON_SALE, "markets", MARKETS))
                .fields(
                        ChangeProductRequest.class,
                        Map.of(
                                "value",
                                VALUE,
                                "stock",
                                "Units in stock as of now, whatever was there before.",
                                "onSale",
                                ON_SALE,
                                "markets",
                                MARKETS))
                .fields(
                        AdjustStockRequest.class,
                        Map.of("delta", "Units that come, or go if negative; not 0.", "reason", "For the records."))
                .fields(
                        ProductResponse.class,
                        Map.of(
                                "value",
                                VALUE,
                                "stock",
                                STOCK_LEFT,
                                "available",
                                "Whether it is on sale, and any is in stock.",
                                "onSale",
                                "Whether the product can be ordered; not if it was withdrawn.",
                                "markets",
                                "The only markets where it is sold, if it is not sold everywhere.",
                                "version",
                                "Counts the changes of the product."))
                .example(CreateProductRequest.class, """
                        {"name": "Quipu", "description": "Knotted cords, for accounts", "value": 2500, "stock": 10}""")
                .example(ChangeProductRequest.class, """
                        {"value": 2600}""")
                .example(AdjustStockRequest.class, """
                        {"delta": 5, "reason": "A delivery"}""")
                .example(ProductResponse.class, """
                        {"id": 1, "name": "Quipu", "description": "Knotted cords, for accounts", "value": 2500,
                         "stock": 10, "available": true, "onSale": true, "version": 1}""");
    }

    private static void adjust(long stock, long delta) {
        SampleProducts.camera().inStock(stock).saved(1, 1).adjustStock(delta, null, Instant.EPOCH);
    }
}
