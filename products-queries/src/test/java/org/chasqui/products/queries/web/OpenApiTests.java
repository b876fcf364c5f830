package org.chasqui.products.queries.web;

import java.util.Map;
import org.chasqui.platform.NotFound;
import org.chasqui.products.queries.web.MarketsController.AvailabilityResponse;
import org.chasqui.products.queries.web.MarketsController.MarketQuery;
import org.chasqui.products.queries.web.MarketsController.MarketResponse;
import org.chasqui.products.queries.web.ProductsController.ProductQuery;
import org.chasqui.products.queries.web.ProductsController.ProductResponse;
import org.chasqui.testing.openapi.Api;
import org.chasqui.testing.openapi.OpenApiDocument;

class OpenApiTests extends OpenApiDocument {

    @Override
    protected Api api() {
        return Api.of("products-queries", ProductsController.class, MarketsController.class)
                .about(
                        "Products: queries",
                        "Shows products and markets, a moment after products-commands has changed them.")
                .operation(
                        "list",
                        it -> it.summary("List products")
                                .description(
                                        "All filters must match. A page begins after the row that `after` names, as it was then: take it from the"
                                                + " `Link` of the page before.")
                                .answers(200, "A page of products."))
                .operation(
                        "product",
                        it -> it.summary("Read a product")
                                .shows(ProductResponse.class)
                                .answers(200, "The product."))
                .operation(
                        "listMarkets",
                        it -> it.summary("List markets").answers(200, "A page of markets, by country and city."))
                .operation(
                        "market",
                        it -> it.summary("Read a market")
                                .shows(MarketResponse.class)
                                .answers(200, "The market."))
                .operation(
                        "availability",
                        it -> it.summary("Read whether a market is open")
                                .description(
                                        "The same as the market itself, with the content of `X-Cache` in the body, and without `ETag`.")
                                .waitsBy("X-Min-Version", "Prefer")
                                .refuses(new NotFound("market", "NI/León"))
                                .answers(200, "Whether it is open."))
                .fields(
                        MarketQuery.class,
                        Map.of(
                                "country", "Only markets of this country.",
                                "active", "Only markets that are open, or only those that are closed.",
                                "limit", "Most rows to answer, 50 if absent.",
                                "after", "Only markets that follow this one, from the beginning if absent."))
                .fields(
                        MarketResponse.class,
                        Map.of(
                                "country", "Code of ISO 3166-1.",
                                "city", "As it was first written.",
                                "active", "Whether the market is open for sale.",
                                "version", "Counts the changes of the market."))
                .fields(
                        AvailabilityResponse.class,
                        Map.of(
                                "country", "Code of ISO 3166-1.",
                                "city", "As it was first written.",
                                "active", "Whether the market is open for sale.",
                                "cache", "Whether the answer came from the cache."))
                .values(AvailabilityResponse.class, "cache", "hit", "miss")
                .example(MarketResponse.class, """
                        {"country": "NI", "city": "León", "active": true, "version": 1}""")
                .example(AvailabilityResponse.class, """
                        {"country": "NI", "city": "León", "active": true, "cache": "hit"}""")
                .fields(
                        ProductQuery.class,
                        Map.of(
                                "name",
                                        "Only products whose name has, for each word of this text, a word that begins with it, in any case.",
                                "minValue", "Only products of at least this value.",
                                "maxValue", "Only products of at most this value.",
                                "available", "Only products that can be ordered now, or only those that cannot.",
                                "market", "Only products that are sold there, everywhere included, as country/city.",
                                "sort",
                                        "The order, upwards: by `id` if absent, by `value`, or by `name` without regard to case.",
                                "limit", "Most rows to answer, 50 if absent.",
                                "after",
                                        "Where the page begins: an id, with the value or name before it in those orders."))
                .fields(
                        ProductResponse.class,
                        Map.of(
                                "value", "Price of one unit, in minor units of the currency.",
                                "stock",
                                        "Units that can still be ordered; negative where more are promised than there are.",
                                "available", "Whether it is on sale, and any is in stock.",
                                "onSale", "Whether it can be ordered; not if it was withdrawn.",
                                "markets", "The only markets where it is sold, if it is not sold everywhere.",
                                "version", "Counts the changes of the product."))
                .example(ProductResponse.class, """
                        {"id": 1, "name": "Quipu", "description": "Knotted cords, for accounts", "value": 2500,
                         "stock": 10, "available": true, "onSale": true, "version": 1}""");
    }
}
