package org.chasqui.products.commands;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.chasqui.platform.Place;
import org.chasqui.products.commands.domain.Description;
import org.chasqui.products.commands.domain.Details;
import org.chasqui.products.commands.domain.Price;
import org.chasqui.products.commands.domain.Product;
import org.chasqui.products.commands.domain.ProductName;
import org.chasqui.products.commands.domain.Sale;
import org.chasqui.products.commands.domain.Stock;
import org.springframework.test.util.ReflectionTestUtils;

/** Products to test with: {@code camera().inStock(10).saved(7, 1)}. */
public record SampleProducts(Details details, Stock stock) {

    public static SampleProducts camera() {
        return called("Pinhole camera");
    }

    public static SampleProducts tripod() {
        return called("Tripod");
    }

    public static SampleProducts called(String name) {
        return new SampleProducts(
                new Details(new ProductName(name), null, new Price(12_500), Sale.EVERYWHERE), new Stock(40));
    }

    /** Names of markets that together are as long as they can be. */
    public static List<String> longestMarkets() {
        return IntStream.rangeClosed(101, 340)
                .mapToObj(number -> "NI/x%d%s".formatted(number, "東".repeat(81)))
                .toList();
    }

    public SampleProducts described(String description) {
        return new SampleProducts(
                new Details(details.name(), new Description(description), details.value(), details.sale()), stock);
    }

    public SampleProducts at(long value) {
        return new SampleProducts(
                new Details(details.name(), details.description(), new Price(value), details.sale()), stock);
    }

    public SampleProducts withdrawn() {
        return sold(new Sale(false, null));
    }

    public SampleProducts soldIn(String... markets) {
        return sold(new Sale(true, Stream.of(markets).map(Place::of).toList()));
    }

    private SampleProducts sold(Sale sale) {
        return new SampleProducts(new Details(details.name(), details.description(), details.value(), sale), stock);
    }

    public SampleProducts inStock(long units) {
        return new SampleProducts(details, new Stock(units));
    }

    /** As the database returns it. */
    public Product saved(long id, long version) {
        return saved(new Product(details, stock), id, version);
    }

    public static Product saved(Product product, long id, long version) {
        ReflectionTestUtils.setField(product, "id", id);
        ReflectionTestUtils.setField(product, "version", version);
        return product;
    }
}
