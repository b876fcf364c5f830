package org.chasqui.products.queries.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.chasqui.http.PageQuery;
import org.chasqui.http.PlaceName;
import org.chasqui.http.Text;
import org.chasqui.http.security.AllowedTo;
import org.chasqui.http.security.Role;
import org.chasqui.platform.Place;
import org.chasqui.platform.SafeInteger;
import org.chasqui.products.queries.view.ProductOrder;
import org.chasqui.products.queries.view.ProductOrder.Position;
import org.chasqui.products.queries.view.ProductView;
import org.chasqui.products.queries.view.ProductViews;
import org.chasqui.products.queries.view.ProductViews.ProductFilter;
import org.chasqui.views.SingleView;
import org.chasqui.views.SingleViews;
import org.chasqui.views.ViewContent;
import org.jspecify.annotations.Nullable;
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
    ResponseEntity<List<ProductResponse>> list(@Valid ProductQuery query, HttpServletRequest request) {
        var order = query.order();
        var read = products.findPage(query.filter(), order, query.position(), query.rows() + 1);
        var page = PageQuery.answer(read, query.rows(), order::after, request);
        return ResponseEntity.ok()
                .headers(page.getHeaders())
                .body(read.stream().limit(query.rows()).map(ProductResponse::of).toList());
    }

    @GetMapping("/{id}")
    @AllowedTo(Role.ANYONE)
    ResponseEntity<byte[]> product(@PathVariable long id, HttpServletRequest request) {
        return single.answer(id, request);
    }

    private Optional<ViewContent> find(long id) {
        return products.findById(id).map(view -> ViewContent.ofNobody(view.version(), ProductResponse.of(view)));
    }

    /** The products that a client wants listed, and in which order. */
    record ProductQuery(
            @Text(max = 50) @Nullable String name,
            @Min(0) @Max(SafeInteger.MAX) @Nullable Long minValue,
            @Min(0) @Max(SafeInteger.MAX) @Nullable Long maxValue,
            @Nullable Boolean available,
            @PlaceName @Nullable String market,

            @Pattern(regexp = "id|value|name", message = "must be one of id, value, name") @Nullable
            String sort,

            @Min(1) @Max(PageQuery.MAX_LIMIT) @Nullable Integer limit,
            @Nullable String after) {

        ProductFilter filter() {
            return new ProductFilter(name, minValue, maxValue, available, market == null ? null : Place.of(market));
        }

        ProductOrder order() {
            return sort == null ? ProductOrder.ID : ProductOrder.valueOf(sort.toUpperCase(Locale.ROOT));
        }

        @Nullable
        Position position() {
            return after == null || after.isEmpty()
                    ? null
                    : order().position(after).orElseThrow(PageQuery::notOfALink);
        }

        int rows() {
            return PageQuery.rows(limit);
        }
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
