package org.chasqui.orders.queries.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import java.util.List;
import java.util.Optional;
import org.chasqui.http.paging.PageQuery;
import org.chasqui.orders.queries.view.OrderView;
import org.chasqui.orders.queries.view.OrderViews;
import org.chasqui.views.Part;
import org.chasqui.views.Shown;
import org.chasqui.views.SingleView;
import org.chasqui.views.SingleViews;
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

    @GetMapping
    ResponseEntity<List<OrderResponse>> list(
            @Valid PageQuery page, @Valid OrderQuery query, HttpServletRequest request) {
        var views = orders.findPage(query.filter(), page.afterId(), page.rowsToRead());
        return page.answer(views.stream().map(OrderResponse::of).toList(), OrderResponse::id, request);
    }

    @GetMapping("/{id}")
    ResponseEntity<byte[]> order(@PathVariable long id, HttpServletRequest request) {
        return single.answer(id, request);
    }

    private Optional<Shown> find(long id) {
        return orders.findById(id).map(OrdersController::shown);
    }

    private static Shown shown(OrderView view) {
        var names = List.of(
                new Part("user", view.user(), view.usernameRevision()),
                new Part("product", view.product(), view.productNameRevision()));
        return new Shown(view.version(), OrderResponse.of(view), names);
    }
}
