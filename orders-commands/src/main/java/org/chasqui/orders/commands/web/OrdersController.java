package org.chasqui.orders.commands.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.net.URI;
import org.chasqui.http.PlaceName;
import org.chasqui.http.idempotency.Idempotency;
import org.chasqui.http.security.AllowedTo;
import org.chasqui.http.security.Caller;
import org.chasqui.http.security.Role;
import org.chasqui.http.versions.EntityTag;
import org.chasqui.http.versions.ExpectedVersion;
import org.chasqui.orders.commands.application.CancelOrderHandler;
import org.chasqui.orders.commands.application.CancelOrderHandler.CancelOrder;
import org.chasqui.orders.commands.application.PlaceOrderHandler;
import org.chasqui.orders.commands.application.PlaceOrderHandler.PlaceOrder;
import org.chasqui.orders.commands.domain.Order;
import org.chasqui.orders.commands.domain.Quantity;
import org.chasqui.platform.Place;
import org.chasqui.platform.SafeInteger;
import org.jspecify.annotations.Nullable;
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
    private final ReplicaWait replicas;
    private final Idempotency idempotency;

    OrdersController(
            PlaceOrderHandler placeOrder,
            CancelOrderHandler cancelOrder,
            ReplicaWait replicas,
            Idempotency idempotency) {
        this.placeOrder = placeOrder;
        this.cancelOrder = cancelOrder;
        this.replicas = replicas;
        this.idempotency = idempotency;
    }

    @PostMapping
    @AllowedTo({Role.CUSTOMER, Role.ADMIN})
    ResponseEntity<OrderResponse> place(
            @Valid @RequestBody PlaceOrderRequest order,
            Caller caller,
            HttpServletRequest request,
            HttpServletResponse response) {
        caller.mustActFor(order.user());
        replicas.await(order, request, response);
        return idempotency.once(request, order, () -> placed(placeOrder.handle(order.command())));
    }

    private static ResponseEntity<OrderResponse> placed(Order order) {
        return answer(ResponseEntity.created(URI.create("/api-queries/orders/" + order.id())), order);
    }

    /** Ignores a body: the path says all, and many clients cannot send a POST without a body. */
    @PostMapping("/{id}/cancel")
    @AllowedTo({Role.CUSTOMER, Role.ADMIN})
    ResponseEntity<OrderResponse> cancel(
            @PathVariable long id, ExpectedVersion expected, Caller caller, HttpServletRequest request) {
        caller.mustActFor(() -> cancelOrder.ownerOf(id));
        return idempotency.once(
                request, () -> answer(ResponseEntity.accepted(), cancelOrder.handle(new CancelOrder(id, expected))));
    }

    private static ResponseEntity<OrderResponse> answer(ResponseEntity.BodyBuilder answer, Order order) {
        return answer.eTag(EntityTag.of(order.version()).toString()).body(OrderResponse.of(order));
    }

    /** A new order as clients describe it. */
    record PlaceOrderRequest(
            @NotNull @Min(1) @Max(SafeInteger.MAX) Long user,
            @NotNull @Min(1) @Max(SafeInteger.MAX) Long product,
            @NotNull @Min(1) @Max(Quantity.MAX) Integer quantity,

            @PlaceName
            @JsonInclude(Include.NON_NULL) // why: without a market it is the request that releases before this one know
            @Nullable
            String market) {

        PlaceOrder command() {
            return new PlaceOrder(user, product, new Quantity(quantity), market == null ? null : Place.of(market));
        }
    }

    /**
     * The order as it is after the command.
     *
     * @param market left out of an order of no market
     */
    record OrderResponse(
            long id,
            long user,
            long product,
            int quantity,
            @JsonInclude(Include.NON_NULL) @Nullable String market,
            String state,
            long version) {

        static OrderResponse of(Order order) {
            return new OrderResponse(
                    order.id(),
                    order.user(),
                    order.product(),
                    order.quantity().units(),
                    order.market().orElse(null),
                    order.state().label(),
                    order.version());
        }
    }
}
