package org.chasqui.products.commands.application;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.chasqui.products.commands.SampleProducts;
import org.chasqui.products.commands.domain.Product;
import org.chasqui.products.commands.domain.Products;

/** Products without a database; new ones get the ids 1, 2, 3 … */
final class ProductsInMemory implements Products {

    private final Map<Long, Product> products = new TreeMap<>();

    @Override
    public Optional<Product> findForUpdateById(long id) {
        return Optional.ofNullable(products.get(id));
    }

    @Override
    public List<Product> findAllForUpdateById(Long[] ids) {
        return Stream.of(ids)
                .sorted()
                .flatMap(id -> findForUpdateById(id).stream())
                .toList();
    }

    @Override
    public long countUnitsOversold() {
        return products.values().stream()
                .mapToLong(product -> Math.max(0, -product.stock().units()))
                .sum();
    }

    @Override
    public Product saveAndFlush(Product product) {
        if (products.containsValue(product)) {
            return SampleProducts.saved(product, product.id(), product.version() + 1);
        }
        var saved = SampleProducts.saved(product, products.size() + 1, product.version());
        products.put(saved.id(), saved);
        return saved;
    }
}
