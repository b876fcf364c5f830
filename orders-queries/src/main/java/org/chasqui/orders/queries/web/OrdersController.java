package org.chasqui.orders.queries.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.chasqui.http.PageQuery;
import org.chasqui.http.PlaceName;
import org.chasqui.http.security.AllowedTo;
import org.chasqui.http.security.Caller;
import org.chasqui.http.security.Role;
import org.chasqui.orders.queries.view.OrderView;
import org.chasqui.orders.queries.view.OrderView.Line;
import org.chasqui.orders.queries.view.OrderViews;
import org.chasqui.orders.queries.view.OrderViews.OrderFilter;
import org.chasqui.platform.Place;
import org.chasqui.platform.SafeInteger;
import org.chasqui.views.SingleView;
import org.chasqui.views.SingleViews;
import org.chasqui.views.ViewContent;
import org.chasqui.views.ViewContent.Part;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping(path = "/api-queries/orders", produces = MediaType.APPLICATION_JSON_VALUE)
class OrdersController {

    private final OrderViews orders;
    private final SingleView single;

    OrdersController(OrderViews orders, SingleViews views) {
        this.orders = orders;
        single = views.of("order", "/api-queries/orders/{id}", this::find);
    }

    /** A customer's list has the own orders only, whichever user the query names. */
    @GetMapping
    @AllowedTo({Role.CUSTOMER, Role.ADMIN})
    ResponseEntity<List<OrderResponse>> list(
            @Valid PageQuery page, @Valid OrderQuery query, Caller caller, HttpServletRequest request) {
        var views = orders.findPage(query.filter(caller.readsOnly()), page.afterId(), page.rowsToRead());
        return page.answer(views.stream().map(OrderResponse::of).toList(), OrderResponse::id, request);
    }

    @GetMapping("/{id}")
    @AllowedTo({Role.CUSTOMER, Role.ADMIN})
    ResponseEntity<byte[]> order(@PathVariable long id, HttpServletRequest request) {
        return single.answer(id, request);
    }

    private Optional<ViewContent> find(long id) {
        return orders.findById(id).map(OrdersController::content);
    }

    private static ViewContent content(OrderView view) {
        var user = new Part("user", view.user(), view.usernameRevision());
        var products = view.lines().stream().map(line -> new Part("product", line.product(), line.revision()));
        var names = Stream.concat(Stream.of(user), products).toList();
        return new ViewContent(OptionalLong.of(view.user()), view.version(), OrderResponse.of(view), names);
    }

    /** The orders that a client wants listed; each of these leaves some out. */
    record OrderQuery(
            @Min(1) @Max(SafeInteger.MAX) @Nullable Long user,
            @Min(1) @Max(SafeInteger.MAX) @Nullable Long product,

            @Pattern(
                    regexp = "processing|completed|failed|cancelled",
                    message = "must be one of processing, completed, failed, cancelled")
            @Nullable
            String state,

            @PlaceName @Nullable String market,
            @Nullable Instant placedFrom,
            @Nullable Instant placedBefore) {

        OrderFilter filter(Optional<Long> owner) {
            var place = market == null ? null : Place.of(market);
            return new OrderFilter(owner, user, product, state, place, placedFrom, placedBefore);
        }
    }

    /**
     * An order as clients see it.
     *
     * @param username null until the user has arrived here
     * @param only left out unless there is exactly one line
     * @param total of all lines, in minor units
     * @param reason why the order failed; null in every other state
     * @param market left out of an order of no market
     */
    record OrderResponse(
            long id,
            long user,
            @Nullable String username,
            @JsonUnwrapped @Nullable OnlyLine only,
            List<LineResponse> lines,
            long total,
            String state,
            @Nullable String reason,
            @JsonInclude(Include.NON_NULL) @Nullable String market,
            Instant placedAt,
            Instant updatedAt,
            long version) {

        static OrderResponse of(OrderView view) {
            var lines = view.lines().stream().map(LineResponse::of).toList();
            return new OrderResponse(
                    view.id(),
                    view.user(),
                    view.username(),
                    lines.size() == 1 ? OnlyLine.of(lines.getFirst()) : null,
                    lines,
                    view.total(),
                    view.state(),
                    view.reason(),
                    view.market(),
                    view.placedAt(),
                    view.updatedAt(),
                    view.version());
        }
    }

    /** The fields of an order from before it could have several lines. */
    record OnlyLine(long product, @Nullable String productName, long value, int quantity) {

        static OnlyLine of(LineResponse line) {
            return new OnlyLine(line.product(), line.name(), line.value(), line.quantity());
        }
    }

    /**
     * A line of an order as clients see it.
     *
     * @param name of the product; null until the product has arrived here
     * @param value of one unit at the time of the order, in minor units
     * @param total in minor units
     */
    record LineResponse(long product, @Nullable String name, long value, int quantity, long total) {

        static LineResponse of(Line line) {
            return new LineResponse(line.product(), line.name(), line.value(), line.quantity(), line.total());
        }
    }
}
