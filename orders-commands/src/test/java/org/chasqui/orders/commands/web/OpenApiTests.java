package org.chasqui.orders.commands.web;

import java.util.Map;
import org.chasqui.orders.commands.web.OrdersController.OrderResponse;
import org.chasqui.orders.commands.web.OrdersController.PlaceOrderRequest;
import org.chasqui.testing.openapi.Api;
import org.chasqui.testing.openapi.OpenApiDocument;

class OpenApiTests extends OpenApiDocument {

    @Override
    protected Api api() {
        return Api.of("orders-commands", OrdersController.class)
                .about(
                        "Orders: commands",
                        "Takes orders and cancels them. What becomes of them is read from orders-queries.")
                .invalid("quantity", "must be greater than or equal to 1")
                .operation(
                        "place",
                        it -> it.summary("Place an order")
                                .description(
                                        "Whether there is enough in stock is decided after the answer. The order waits for its user and"
                                                + " product to be known here, in the versions that the headers name.")
                                .waitsBy("X-Min-User-Version", "X-Min-Product-Version", "Prefer")
                                .answers(201, "The new order.")
                                .refuses(422, "unknown-user", "The user 7 is not known here.")
                                .refuses(422, "unknown-product", "The product 7 is not known here.")
                                .refuses(422, "order-total-too-large", "The total would pass 9007199254740991."))
                .operation(
                        "cancel",
                        it -> it.summary("Cancel an order")
                                .description(
                                        "Needs no body. The stock goes back, and the state becomes `cancelled`, after the answer."
                                                + " On a cancelled order it changes nothing.")
                                .answers(202, "The order as it is now.")
                                .refuses(
                                        409,
                                        "order-already-failed",
                                        "The order 1 has failed, so it cannot be cancelled."))
                .fields(OrderResponse.class, Map.of("version", "Counts the changes of the order."))
                .values(OrderResponse.class, "state", "processing", "completed", "failed", "cancelled")
                .example(PlaceOrderRequest.class, """
                        {"user": 1, "product": 1, "quantity": 2}""")
                .example(OrderResponse.class, """
                        {"id": 1, "user": 1, "product": 1, "quantity": 2, "state": "processing", "version": 1}""");
    }
}
