package org.chasqui.products.commands.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import java.net.URI;
import org.chasqui.http.idempotency.Idempotency;
import org.chasqui.http.versions.EntityTag;
import org.chasqui.http.versions.ExpectedVersion;
import org.chasqui.products.commands.application.AdjustStockHandler;
import org.chasqui.products.commands.application.ChangeProductHandler;
import org.chasqui.products.commands.application.CreateProductHandler;
import org.chasqui.products.commands.domain.Product;
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
    ResponseEntity<ProductResponse> create(
            @Valid @RequestBody CreateProductRequest product, HttpServletRequest request) {
        return idempotency.once(request, product, () -> created(createProduct.handle(product.command())));
    }

    private static ResponseEntity<ProductResponse> created(Product product) {
        return answer(ResponseEntity.created(URI.create("/api-queries/products/" + product.id())), product);
    }

    @PutMapping("/{id}")
    ResponseEntity<ProductResponse> change(
            @PathVariable long id, ExpectedVersion expected, @Valid @RequestBody ChangeProductRequest change) {
        return answer(ResponseEntity.ok(), changeProduct.handle(change.command(id, expected)));
    }

    @PostMapping("/{id}/stock-adjustments")
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
}
