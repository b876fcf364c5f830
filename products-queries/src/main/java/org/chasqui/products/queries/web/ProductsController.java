package org.chasqui.products.queries.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import java.util.List;
import java.util.Optional;
import org.chasqui.http.PageQuery;
import org.chasqui.http.security.AllowedTo;
import org.chasqui.http.security.Role;
import org.chasqui.platform.SafeInteger;
import org.chasqui.products.queries.view.ProductView;
import org.chasqui.products.queries.view.ProductViews;
import org.chasqui.views.SingleView;
import org.chasqui.views.SingleViews;
import org.chasqui.views.ViewContent;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Limit;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping(path = "/api-queries/products", produces = MediaType.APPLICATION_JSON_VALUE)
class ProductsController {

    private final ProductViews products;
    private final SingleView single;

    ProductsController(ProductViews products, SingleViews views) {
        this.products = products;
        single = views.of("product", "/api-queries/products/{id}", this::find);
    }

    @GetMapping
    @AllowedTo(Role.ANYONE)
    ResponseEntity<List<ProductResponse>> list(@Valid PageQuery page, HttpServletRequest request) {
        var views = products.findByIdGreaterThanOrderById(page.afterId(), Limit.of(page.rowsToRead()));
        return page.answer(views.stream().map(ProductResponse::of).toList(), ProductResponse::id, request);
    }

    @GetMapping("/{id}")
    @AllowedTo(Role.ANYONE)
    ResponseEntity<byte[]> product(@PathVariable long id, HttpServletRequest request) {
        return single.answer(id, request);
    }

    private Optional<ViewContent> find(long id) {
        return products.findById(id).map(view -> ViewContent.ofNobody(view.version(), ProductResponse.of(view)));
    }

    /**
     * A product as clients see it.
     *
     * @param markets left out of a product that is sold everywhere
     */
    record ProductResponse(
            long id,
            String name,
            @Nullable String description,
            long value,

            @Min(-SafeInteger.MAX) // why: other numbers in answers are never negative
            long stock,

            boolean available,
            boolean onSale,
            @JsonInclude(Include.NON_NULL) @Nullable List<String> markets,
            long version) {

        static ProductResponse of(ProductView view) {
            return new ProductResponse(
                    view.id(),
                    view.name(),
                    view.description(),
                    view.value(),
                    view.stock(),
                    view.isAvailable(),
                    view.isOnSale(),
                    view.markets(),
                    view.version());
        }
    }
}
