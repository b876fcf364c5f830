package org.chasqui.orders.commands.web;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.chasqui.orders.commands.SampleOrders;
import org.chasqui.orders.commands.domain.MarketRefused;
import org.chasqui.orders.commands.domain.NotSold;
import org.chasqui.orders.commands.domain.Order;
import org.chasqui.orders.commands.domain.UnknownUserOrProduct;
import org.chasqui.orders.commands.web.OrdersController.OrderResponse;
import org.chasqui.orders.commands.web.OrdersController.PlaceOrderRequest;
import org.chasqui.platform.Place;
import org.chasqui.platform.SafeInteger;
import org.chasqui.testing.openapi.Api;
import org.chasqui.testing.openapi.OpenApiDocument;

class OpenApiTests extends OpenApiDocument {

    private static final Place LEON = Place.of("NI/León");

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
                                .waitsBy(
                                        "X-Min-User-Version", "X-Min-Product-Version", "X-Min-Market-Version", "Prefer")
                                .answers(201, "The new order.")
                                .refuses(UnknownUserOrProduct.of(7L, Map.of()))
                                .refuses(UnknownUserOrProduct.of(null, Map.of("product", 7L)))
                                .refuses(NotSold.of(SampleOrders.wanted(7, 1), List.of(), null))
                                .refuses(NotSold.of(List.of(), SampleOrders.wanted(7, 1), LEON))
                                .refuses(MarketRefused.unknown(LEON))
                                .refuses(MarketRefused.closed(LEON))
                                .refuses(() -> Order.place(
                                        1,
                                        List.of(SampleOrders.line(1, 1_000_000, SafeInteger.MAX)),
                                        null,
                                        Instant.EPOCH)))
                .operation(
                        "cancel",
                        it -> it.summary("Cancel an order")
                                .description(
                                        "Needs no body. The stock goes back, and the state becomes `cancelled`, after the answer."
                                                + " On a cancelled order it changes nothing.")
                                .answers(202, "The order as it is now.")
                                .refuses(() -> SampleOrders.failed().requestCancel(Instant.EPOCH)))
                .forms(PlaceOrderRequest.class, List.of(List.of("product", "quantity"), List.of("lines")))
                .fields(
                        PlaceOrderRequest.class,
                        Map.of(
                                "product", "The only product; without `lines`.",
                                "quantity", "Units of the only product; without `lines`.",
                                "lines", "Each of another product; without `product` and `quantity`.",
                                "market",
                                        "Where it is to be sold, as country/city; needed for a product that is sold in some markets only."))
                .fields(
                        OrderResponse.class,
                        Map.of(
                                "product", "The product of the only line.",
                                "quantity", "The units of the only line.",
                                "lines", "The lines, if there are several.",
                                "market", "Where it is sold, if the order names a market.",
                                "version", "Counts the changes of the order."))
                .values(OrderResponse.class, "state", "processing", "completed", "failed", "cancelled")
                .example(PlaceOrderRequest.class, """
                        {"user": 1, "product": 1, "quantity": 2}""")
                .example(OrderResponse.class, """
                        {"id": 1, "user": 1, "product": 1, "quantity": 2, "state": "processing", "version": 1}""");
    }
}
