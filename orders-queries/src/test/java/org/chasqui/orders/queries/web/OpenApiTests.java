package org.chasqui.orders.queries.web;

import java.util.Map;
import org.chasqui.orders.queries.view.NotCountedYet;
import org.chasqui.orders.queries.web.OrdersController.LineResponse;
import org.chasqui.orders.queries.web.OrdersController.OnlyLine;
import org.chasqui.orders.queries.web.OrdersController.OrderQuery;
import org.chasqui.orders.queries.web.OrdersController.OrderResponse;
import org.chasqui.orders.queries.web.SummaryController.SummaryQuery;
import org.chasqui.orders.queries.web.SummaryController.SummaryResponse;
import org.chasqui.testing.openapi.Api;
import org.chasqui.testing.openapi.OpenApiDocument;

class OpenApiTests extends OpenApiDocument {

    @Override
    protected Api api() {
        return Api.of("orders-queries", OrdersController.class, SummaryController.class)
                .about("Orders: queries", "Shows orders, with the names of today and the prices of their day.")
                .operation(
                        "list",
                        it -> it.summary("List orders")
                                .answers(
                                        200,
                                        "A page of orders: by the time of their placing if the query asks for one, else by id."))
                .operation(
                        "order",
                        it -> it.summary("Read an order")
                                .shows(OrderResponse.class)
                                .answers(200, "The order."))
                .operation(
                        "summary",
                        it -> it.summary("Count orders by day, product, market or user")
                                .description(
                                        "The counts are kept, and change together with the orders. A page begins after the row that `after` names:"
                                                + " take it from the `Link` of the page before.")
                                .refuses(new NotCountedYet())
                                .answers(200, "A page of counts, by day or id, or by country and city of the market."))
                .fields(
                        SummaryQuery.class,
                        Map.of(
                                "by", "What the orders of a row have in common.",
                                "from", "Only this day and later ones, in UTC. By day only.",
                                "to", "Only this day and earlier ones, in UTC. By day only.",
                                "limit", "Most rows to answer, 50 if absent.",
                                "after", "Only rows that follow this day, id or market, from the beginning if absent."))
                .fields(
                        SummaryResponse.class,
                        Map.of(
                                "day", "On which the orders were placed, in UTC; in a summary by day.",
                                "product",
                                        "In a summary by product: an order of several lines counts for each of its products.",
                                "market", "In a summary by market, left out for orders of no market.",
                                "user", "In a summary by user.",
                                "name", "Today's name of the product or user, if it has been heard of.",
                                "orders", "All, whatever their states.",
                                "units", "Of completed orders; by product, of their lines with the product.",
                                "total",
                                        "Of the same, in minor units of the currency. It is exact, and may pass 2^53 - 1, the greatest"
                                                + " integer that every reader of JSON keeps."))
                .example(SummaryResponse.class, """
                        {"day": "2026-03-01", "orders": 12, "processing": 1, "completed": 9, "failed": 1, "cancelled": 1,
                         "units": 31, "total": 120000}""")
                .fields(
                        OrderQuery.class,
                        Map.of(
                                "user", "Only orders of this user.",
                                "product", "Only orders of this product.",
                                "state", "Only orders in this state.",
                                "market", "Only orders that name this market, as country/city, in whatever spelling.",
                                "placedFrom", "Only orders that were placed then or later.",
                                "placedBefore", "Only orders that were placed earlier."))
                .fields(
                        OrderResponse.class,
                        Map.of(
                                "username", "Its user's name of today; null until it has been heard of.",
                                "lines", "What was ordered, each line another product.",
                                "total", "Of all lines, in minor units of the currency.",
                                "market", "Where it is sold, if the order names a market.",
                                "reason", "Why it failed; null in every other state.",
                                "version", "Counts the changes of the order."))
                .fields(
                        OnlyLine.class,
                        Map.of(
                                "product",
                                        "Of an order of exactly one line; so are the name, the value and the quantity.",
                                "productName", "Its product's name of today; null until it has been heard of.",
                                "value", "Price of one unit at the time of the order, in minor units of the currency."))
                .fields(
                        LineResponse.class,
                        Map.of(
                                "name", "The product's name of today; null until it has been heard of.",
                                "value", "Price of one unit at the time of the order, in minor units of the currency.",
                                "total", "Value times quantity."))
                .values(OrderResponse.class, "state", "processing", "completed", "failed", "cancelled")
                .example(OrderResponse.class, """
                        {"id": 1, "user": 1, "username": "ana", "product": 1, "productName": "Quipu", "value": 2500,
                         "quantity": 2, "lines": [{"product": 1, "name": "Quipu", "value": 2500, "quantity": 2, "total": 5000}],
                         "total": 5000, "state": "completed", "reason": null,
                         "placedAt": "2026-03-01T09:30:00Z", "updatedAt": "2026-03-01T09:30:00.250Z", "version": 2}""");
    }
}
