package org.chasqui.products.commands;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.chasqui.products.commands.SampleProducts.camera;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.chasqui.http.Change;
import org.chasqui.http.versions.ExpectedVersion;
import org.chasqui.platform.SafeInteger;
import org.chasqui.products.commands.application.AdjustStockHandler;
import org.chasqui.products.commands.application.AdjustStockHandler.AdjustStock;
import org.chasqui.products.commands.application.ChangeProductHandler;
import org.chasqui.products.commands.application.ChangeProductHandler.ChangeProduct;
import org.chasqui.products.commands.application.CreateProductHandler;
import org.chasqui.products.commands.application.CreateProductHandler.CreateProduct;
import org.chasqui.products.commands.domain.Description;
import org.chasqui.products.commands.domain.Price;
import org.chasqui.products.commands.domain.Product;
import org.chasqui.products.commands.domain.ProductName;
import org.chasqui.products.commands.domain.Stock;
import org.chasqui.products.commands.domain.Stock.InsufficientStock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** The use cases against a real database: what is committed, and what is not. */
@OnRealServers
class ProductsCommandsIT {

    @Autowired
    private CreateProductHandler create;

    @Autowired
    private ChangeProductHandler change;

    @Autowired
    private AdjustStockHandler adjust;

    @Autowired
    private ProductTables tables;

    @BeforeEach
    void empty() {
        tables.empty();
    }

    @Test
    void keepsAProductAndItsEventTogether() {
        var camera = create(camera().inStock(40));

        assertThat(tables.stockOf(camera)).isEqualTo(40);
        assertThat(tables.eventsOf(camera)).containsExactly("product.created.v1 1");
        assertThat(tables.adjustmentsOf(camera)).isEmpty();
    }

    @Test
    void publishesAlsoTheLargestProduct() {
        var largest = create(SampleProducts.called("\uD83D\uDCF7".repeat(ProductName.MAX_LENGTH))
                .described("\uD83D\uDCF7".repeat(Description.MAX_LENGTH))
                .at(SafeInteger.MAX)
                .inStock(Stock.LIMIT)
                .soldIn(SampleProducts.longestMarkets().toArray(String[]::new)));

        assertThat(tables.eventsOf(largest)).containsExactly("product.created.v1 1");
    }

    @Test
    void givesEachChangeOneVersionAndOneEvent() {
        var camera = create(camera());

        reprice(camera, 9_900);
        var unchanged = reprice(camera, 9_900);
        var changed = reprice(camera, 9_000);

        assertThat(unchanged.version()).isEqualTo(2);
        assertThat(changed.version()).isEqualTo(3);
        assertThat(tables.eventsOf(camera))
                .containsExactly("product.created.v1 1", "product.changed.v1 2", "product.changed.v1 3");
    }

    @Test
    void keepsEveryChangeOfStockByHand() {
        var camera = create(camera().inStock(40));

        count(camera, 45);
        var recounted = count(camera, 45);
        var adjusted = adjust(camera, -45);

        assertThat(recounted.version()).isEqualTo(2);
        assertThat(adjusted.version()).isEqualTo(3);
        assertThat(tables.adjustmentsOf(camera)).containsExactly(5L, -45L);
        assertThat(tables.unexplainedStocks()).isEmpty();
    }

    @Test
    void changesStockAndDetailsAsOne() {
        var camera = create(camera().inStock(40));

        var changed = change.handle(new ChangeProduct(
                camera.id(),
                ExpectedVersion.ANY,
                Change.none(),
                Change.none(),
                Change.to(new Price(1)),
                Change.to(new Stock(41)),
                Change.none(),
                Change.none()));

        assertThat(changed.version()).isEqualTo(2);
        assertThat(tables.eventsOf(camera)).containsExactly("product.created.v1 1", "product.changed.v1 2");
    }

    @Test
    void writesNothingOfARefusedAdjustment() {
        var camera = create(camera().inStock(2));

        assertThatThrownBy(() -> adjust(camera, -3)).isInstanceOf(InsufficientStock.class);

        assertThat(tables.stockOf(camera)).isEqualTo(2);
        assertThat(tables.adjustmentsOf(camera)).isEmpty();
        assertThat(tables.eventsOf(camera)).containsExactly("product.created.v1 1");
    }

    @Test
    void losesNoneOfManyAdjustmentsAtOnce() throws Exception {
        var camera = create(camera().inStock(0));

        var outcomes = atOnce(20, number -> () -> adjust(camera, number + 1));

        assertThat(outcomes).hasSize(20).containsOnly(Future.State.SUCCESS);
        assertThat(tables.stockOf(camera)).isEqualTo(210);
        assertThat(tables.unexplainedStocks()).isEmpty();
        assertThat(tables.unpublishedVersions()).isEmpty();
    }

    @Test
    void takesNoMoreThanThereIsHoweverManyAskAtOnce() throws Exception {
        var camera = create(camera().inStock(7));

        var outcomes = atOnce(20, number -> () -> adjust(camera, -1));

        assertThat(outcomes).filteredOn(Future.State.SUCCESS::equals).hasSize(7);
        assertThat(tables.stockOf(camera)).isZero();
        assertThat(tables.unexplainedStocks()).isEmpty();
    }

    @Test
    void keepsTheLongestTextsByteForByte() {
        var longest = camera().described("📷".repeat(200));

        var kept = change.handle(new ChangeProduct(
                create(longest).id(),
                ExpectedVersion.ANY,
                Change.none(),
                Change.none(),
                Change.none(),
                Change.none(),
                Change.none(),
                Change.none()));

        assertThat(kept.details()).isEqualTo(longest.details());
    }

    private Product create(SampleProducts sample) {
        return create.handle(new CreateProduct(sample.details(), sample.stock()));
    }

    private Product reprice(Product product, long value) {
        return change.handle(new ChangeProduct(
                product.id(),
                ExpectedVersion.ANY,
                Change.none(),
                Change.none(),
                Change.to(new Price(value)),
                Change.none(),
                Change.none(),
                Change.none()));
    }

    private Product count(Product product, long units) {
        return change.handle(new ChangeProduct(
                product.id(),
                ExpectedVersion.ANY,
                Change.none(),
                Change.none(),
                Change.none(),
                Change.to(new Stock(units)),
                Change.none(),
                Change.none()));
    }

    private Product adjust(Product product, long delta) {
        return adjust.handle(new AdjustStock(product.id(), ExpectedVersion.ANY, delta, null));
    }

    private static List<Future.State> atOnce(int callers, IntFunction<Callable<Product>> call)
            throws InterruptedException {
        try (var threads = Executors.newFixedThreadPool(callers)) {
            return threads.invokeAll(IntStream.range(0, callers).mapToObj(call).toList()).stream()
                    .map(Future::state)
                    .toList();
        }
    }
}
