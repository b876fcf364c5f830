package org.chasqui.orders.commands.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
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
import org.chasqui.orders.commands.domain.OrderLine;
import org.chasqui.orders.commands.domain.Quantity;
import org.chasqui.orders.commands.domain.WantedLine;
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
        var command = order.command();
        replicas.await(command, request, response);
        return idempotency.once(request, order, () -> placed(placeOrder.handle(command)));
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

    /**
     * A new order as clients describe it: lines, or the product and the quantity of the only one.
     *
     * <p>Why what is absent is left out: it is the request that releases before this one know.
     */
    @EitherForm
    @JsonInclude(Include.NON_NULL)
    record PlaceOrderRequest(
            @NotNull @Min(1) @Max(SafeInteger.MAX) Long user,
            @Min(1) @Max(SafeInteger.MAX) @Nullable Long product,
            @Min(1) @Max(Quantity.MAX) @Nullable Integer quantity,

            @Size(min = 1, max = Order.MAX_LINES) @Nullable List<@NotNull @Valid LineRequest> lines,

            @PlaceName @Nullable String market) {

        PlaceOrder command() {
            return new PlaceOrder(user, wanted(), market == null ? null : Place.of(market));
        }

        private List<WantedLine> wanted() {
            if (lines == null) {
                return List.of(wanted(Objects.requireNonNull(product), Objects.requireNonNull(quantity), "product"));
            }
            return IntStream.range(0, lines.size())
                    .mapToObj(at -> wanted(
                            lines.get(at).product(), lines.get(at).quantity(), "lines[%d].product".formatted(at)))
                    .toList();
        }

        private static WantedLine wanted(long product, int quantity, String field) {
            return new WantedLine(product, new Quantity(quantity), field);
        }
    }

    /** A line of a new order. */
    record LineRequest(
            @NotNull @Min(1) @Max(SafeInteger.MAX) Long product,
            @NotNull @Min(1) @Max(Quantity.MAX) Integer quantity) {}

    /**
     * The order as it is after the command.
     *
     * @param product left out of an order of several lines, as is the quantity
     * @param lines left out of an order of one line
     * @param market left out of an order of no market
     */
    record OrderResponse(
            long id,
            long user,
            @JsonInclude(Include.NON_NULL) @Nullable Long product,
            @JsonInclude(Include.NON_NULL) @Nullable Integer quantity,
            @JsonInclude(Include.NON_EMPTY) List<LineResponse> lines,
            @JsonInclude(Include.NON_NULL) @Nullable String market,
            String state,
            long version) {

        static OrderResponse of(Order order) {
            var lines = order.lines();
            var only = lines.size() == 1 ? lines.getFirst() : null;
            return new OrderResponse(
                    order.id(),
                    order.user(),
                    only == null ? null : only.product(),
                    only == null ? null : only.quantity(),
                    only == null ? lines.stream().map(LineResponse::of).toList() : List.of(),
                    order.market().orElse(null),
                    order.state().label(),
                    order.version());
        }
    }

    /** A line of an order. */
    record LineResponse(long product, int quantity) {

        static LineResponse of(OrderLine line) {
            return new LineResponse(line.product(), line.quantity());
        }
    }
}
