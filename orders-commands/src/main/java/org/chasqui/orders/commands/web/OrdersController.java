package org.chasqui.orders.commands.web;

import jakarta.validation.Valid;
import java.net.URI;
import org.chasqui.orders.commands.application.CancelOrder;
import org.chasqui.orders.commands.application.CancelOrderHandler;
import org.chasqui.orders.commands.application.PlaceOrderHandler;
import org.chasqui.orders.commands.domain.Order;
import org.chasqui.service.versions.EntityTag;
import org.chasqui.service.versions.ExpectedVersion;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping(path = "/api-commands/orders", produces = MediaType.APPLICATION_JSON_VALUE)
class OrdersController {

    private final PlaceOrderHandler placeOrder;
    private final CancelOrderHandler cancelOrder;

    OrdersController(PlaceOrderHandler placeOrder, CancelOrderHandler cancelOrder) {
        this.placeOrder = placeOrder;
        this.cancelOrder = cancelOrder;
    }

    @PostMapping
    ResponseEntity<OrderResponse> place(@Valid @RequestBody PlaceOrderRequest request) {
        var order = placeOrder.handle(request.command());
        return answer(ResponseEntity.created(URI.create("/api-queries/orders/" + order.id())), order);
    }

    /** Ignores a body: the request says all in its path, and many clients cannot send a POST without one. */
    @PostMapping("/{id}/cancel")
    ResponseEntity<OrderResponse> cancel(@PathVariable long id, ExpectedVersion expected) {
        return answer(ResponseEntity.accepted(), cancelOrder.handle(new CancelOrder(id, expected)));
    }

    private static ResponseEntity<OrderResponse> answer(ResponseEntity.BodyBuilder answer, Order order) {
        return answer.eTag(EntityTag.of(order.version()).toString()).body(OrderResponse.of(order));
    }
}
