package org.chasqui.orders.queries.web;

import java.util.Map;
import org.chasqui.orders.queries.web.OrdersController.LineResponse;
import org.chasqui.orders.queries.web.OrdersController.OnlyLine;
import org.chasqui.orders.queries.web.OrdersController.OrderQuery;
import org.chasqui.orders.queries.web.OrdersController.OrderResponse;
import org.chasqui.testing.openapi.Api;
import org.chasqui.testing.openapi.OpenApiDocument;

class OpenApiTests extends OpenApiDocument {

    @Override
    protected Api api() {
        return Api.of("orders-queries", OrdersController.class)
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
