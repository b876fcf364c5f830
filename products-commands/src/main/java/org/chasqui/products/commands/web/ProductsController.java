package org.chasqui.products.commands.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.net.URI;
import java.util.List;
import org.chasqui.http.Change;
import org.chasqui.http.PlaceNames;
import org.chasqui.http.Text;
import org.chasqui.http.idempotency.Idempotency;
import org.chasqui.http.security.AllowedTo;
import org.chasqui.http.security.Role;
import org.chasqui.http.versions.EntityTag;
import org.chasqui.http.versions.ExpectedVersion;
import org.chasqui.platform.Place;
import org.chasqui.platform.SafeInteger;
import org.chasqui.products.commands.application.AdjustStockHandler;
import org.chasqui.products.commands.application.AdjustStockHandler.AdjustStock;
import org.chasqui.products.commands.application.ChangeProductHandler;
import org.chasqui.products.commands.application.ChangeProductHandler.ChangeProduct;
import org.chasqui.products.commands.application.CreateProductHandler;
import org.chasqui.products.commands.application.CreateProductHandler.CreateProduct;
import org.chasqui.products.commands.domain.Description;
import org.chasqui.products.commands.domain.Details;
import org.chasqui.products.commands.domain.Price;
import org.chasqui.products.commands.domain.Product;
import org.chasqui.products.commands.domain.ProductName;
import org.chasqui.products.commands.domain.Sale;
import org.chasqui.products.commands.domain.Stock;
import org.chasqui.products.commands.domain.StockAdjustment;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping(path = "/api-commands/products", produces = MediaType.APPLICATION_JSON_VALUE)
class ProductsController {

    private final CreateProductHandler createProduct;
    private final ChangeProductHandler changeProduct;
    private final AdjustStockHandler adjustStock;
    private final Idempotency idempotency;

    ProductsController(
            CreateProductHandler createProduct,
            ChangeProductHandler changeProduct,
            AdjustStockHandler adjustStock,
            Idempotency idempotency) {
        this.createProduct = createProduct;
        this.changeProduct = changeProduct;
        this.adjustStock = adjustStock;
        this.idempotency = idempotency;
    }

    @PostMapping
    @AllowedTo(Role.ADMIN)
    ResponseEntity<ProductResponse> create(
            @Valid @RequestBody CreateProductRequest product, HttpServletRequest request) {
        return idempotency.once(request, product, () -> created(createProduct.handle(product.command())));
    }

    private static ResponseEntity<ProductResponse> created(Product product) {
        return answer(ResponseEntity.created(URI.create("/api-queries/products/" + product.id())), product);
    }

    @PutMapping("/{id}")
    @AllowedTo(Role.ADMIN)
    ResponseEntity<ProductResponse> change(
            @PathVariable long id, ExpectedVersion expected, @Valid @RequestBody ChangeProductRequest change) {
        return answer(ResponseEntity.ok(), changeProduct.handle(change.command(id, expected)));
    }

    @PostMapping("/{id}/stock-adjustments")
    @AllowedTo(Role.ADMIN)
    ResponseEntity<ProductResponse> adjustStock(
            @PathVariable long id,
            ExpectedVersion expected,
            @Valid @RequestBody AdjustStockRequest adjustment,
            HttpServletRequest request) {
        return idempotency.once(
                request,
                adjustment,
                () -> answer(ResponseEntity.ok(), adjustStock.handle(adjustment.command(id, expected))));
    }

    private static ResponseEntity<ProductResponse> answer(ResponseEntity.BodyBuilder answer, Product product) {
        return answer.eTag(EntityTag.of(product.version()).toString()).body(ProductResponse.of(product));
    }

    /** A new product as clients describe it. */
    record CreateProductRequest(
            @NotNull @Text(max = ProductName.MAX_LENGTH) String name,

            @Text(min = 0, max = Description.MAX_LENGTH) @Nullable
            String description,

            @NotNull @Min(0) @Max(SafeInteger.MAX) Long value,
            @NotNull @Min(0) @Max(Stock.LIMIT) Long stock,

            @JsonInclude(Include.NON_NULL) // why: without it the request is that of releases before this one
            @Nullable
            Boolean onSale,

            @JsonInclude(Include.NON_NULL) @PlaceNames(max = Sale.MAX_MARKETS) @Nullable
            List<String> markets) {

        CreateProduct command() {
            return new CreateProduct(
                    new Details(
                            new ProductName(name),
                            description == null ? null : new Description(description),
                            new Price(value),
                            new Sale(onSale == null || onSale, markets == null ? null : places(markets))),
                    Stock.counted(stock));
        }
    }

    private static List<Place> places(List<String> names) {
        return names.stream().map(Place::of).toList();
    }

    /** Changes of a product: a field that is left out stays, a description that is null is cleared, and so are markets. */
    record ChangeProductRequest(
            Change<@NotNull @Text(max = ProductName.MAX_LENGTH) String> name,
            Change<@Nullable @Text(min = 0, max = Description.MAX_LENGTH) String> description,
            Change<@NotNull @Min(0) @Max(SafeInteger.MAX) Long> value,
            Change<@NotNull @Min(0) @Max(Stock.LIMIT) Long> stock,
            Change<@NotNull Boolean> onSale,
            Change<@Nullable @PlaceNames(max = Sale.MAX_MARKETS) List<String>> markets) {

        ChangeProduct command(long id, ExpectedVersion expected) {
            return new ChangeProduct(
                    id,
                    expected,
                    name.map(ProductName::new),
                    description.map(Description::new),
                    value.map(Price::new),
                    stock.map(Stock::counted),
                    onSale,
                    markets.map(ProductsController::places));
        }
    }

    /** The number of units by which the stock grows, or shrinks if it is negative. */
    record AdjustStockRequest(
            @NotNull @NotZero @Min(-Stock.LIMIT) @Max(Stock.LIMIT)
            Long delta,

            @Text(min = 0, max = StockAdjustment.MAX_REASON) @Nullable
            String reason) {

        AdjustStock command(long id, ExpectedVersion expected) {
            return new AdjustStock(id, expected, delta, reason);
        }
    }

    /**
     * The product as it is after the command.
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

        static ProductResponse of(Product product) {
            return new ProductResponse(
                    product.id(),
                    product.name(),
                    product.description(),
                    product.value(),
                    product.stock().units(),
                    product.isAvailable(),
                    product.isOnSale(),
                    product.markets(),
                    product.version());
        }
    }
}
