package org.chasqui.products.commands.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.chasqui.products.commands.SampleProducts.camera;
import static org.chasqui.products.commands.SampleProducts.tripod;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.chasqui.http.Change;
import org.chasqui.http.versions.ExpectedVersion;
import org.chasqui.http.versions.ExpectedVersion.VersionMovedOn;
import org.chasqui.platform.NotFound;
import org.chasqui.platform.Place;
import org.chasqui.products.commands.SampleProducts;
import org.chasqui.products.commands.application.AdjustStockHandler.AdjustStock;
import org.chasqui.products.commands.application.ChangeProductHandler.ChangeProduct;
import org.chasqui.products.commands.application.CreateProductHandler.CreateProduct;
import org.chasqui.products.commands.domain.Product;
import org.chasqui.products.commands.domain.Sale;
import org.chasqui.products.commands.domain.Stock;
import org.chasqui.products.commands.domain.Stock.InsufficientStock;
import org.chasqui.products.commands.domain.StockAdjustment;
import org.chasqui.products.commands.domain.StockAdjustments;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ProductHandlersTests {

    private final ProductsInMemory products = new ProductsInMemory();
    private final RecordedEvents events = new RecordedEvents();
    private final List<StockAdjustment> adjustments = new ArrayList<>();
    private final StockAdjustments adjustmentBook = adjustment -> {
        adjustments.add(adjustment);
        return adjustment;
    };
    private final Clock clock = Clock.fixed(Instant.parse("2026-01-31T12:00:00Z"), ZoneOffset.UTC);

    private final CreateProductHandler create = new CreateProductHandler(products, events);
    private final ChangeProductHandler change = new ChangeProductHandler(products, adjustmentBook, events, clock);
    private final AdjustStockHandler adjust = new AdjustStockHandler(products, adjustmentBook, events, clock);

    @Test
    void publishesANewProduct() {
        var product = create.handle(new CreateProduct(camera().details(), new Stock(40)));

        assertThat(product.details()).isEqualTo(camera().details());
        assertThat(product.stock()).isEqualTo(new Stock(40));
        assertThat(events.typesAndVersions()).containsExactly("product.created.v1 1");
        assertThat(adjustments).isEmpty();
    }

    @Test
    void changesWhatIsNamedAndKeepsTheRest() {
        var camera = saved(camera().described("Brass"));

        var changed = change.handle(new ChangeProduct(
                camera.id(),
                ExpectedVersion.ANY,
                Change.to(tripod().details().name()),
                Change.none(),
                Change.none(),
                Change.none(),
                Change.none(),
                Change.none()));

        assertThat(changed.details()).isEqualTo(tripod().described("Brass").details());
        assertThat(events.typesAndVersions()).containsExactly("product.changed.v1 2");
        assertThat(adjustments).isEmpty();
    }

    @Test
    void clearsADescription() {
        var camera = saved(camera().described("Brass"));

        change.handle(new ChangeProduct(
                camera.id(),
                ExpectedVersion.ANY,
                Change.none(),
                Change.to(null),
                Change.none(),
                Change.none(),
                Change.none(),
                Change.none()));

        assertThat(camera.description()).isNull();
    }

    @Test
    void withdrawsAProductAndKeepsWhereItIsSold() {
        var camera = saved(camera().soldIn("NI/León"));

        sell(camera, Change.to(false), Change.none());
        assertThat(camera.details().sale()).isEqualTo(new Sale(false, List.of(Place.of("NI/León"))));
        sell(camera, Change.to(false), Change.none());

        assertThat(camera.isAvailable()).isFalse();
        assertThat(events.typesAndVersions()).containsExactly("product.changed.v1 2");
    }

    @Test
    void limitsAProductToMarketsAndSellsItEverywhereAgain() {
        var camera = saved(camera());

        sell(camera, Change.none(), Change.to(List.of(Place.of("NI/León"))));
        assertThat(camera.markets()).containsExactly("NI/León");
        sell(camera, Change.none(), Change.to(null));

        assertThat(camera.markets()).isNull();
        assertThat(events.typesAndVersions()).containsExactly("product.changed.v1 2", "product.changed.v1 3");
    }

    @Test
    void keepsACountAsAnAdjustment() {
        var camera = saved(camera().inStock(40));

        count(camera, 45);

        assertThat(camera.stock()).isEqualTo(new Stock(45));
        assertThat(adjustments).extracting(StockAdjustment::delta).containsExactly(5L);
        assertThat(events.typesAndVersions()).containsExactly("product.changed.v1 2");
    }

    @Test
    void publishesNothingWhereNothingChanges() {
        var camera = saved(camera().inStock(40));

        count(camera, 40);

        assertThat(camera.version()).isEqualTo(1);
        assertThat(events.all()).isEmpty();
        assertThat(adjustments).isEmpty();
    }

    @Test
    void keepsAnAdjustmentBesideTheStock() {
        var camera = saved(camera().inStock(40));

        adjust.handle(new AdjustStock(camera.id(), ExpectedVersion.ANY, -3, "broken"));

        assertThat(camera.stock()).isEqualTo(new Stock(37));
        assertThat(adjustments).extracting(StockAdjustment::delta).containsExactly(-3L);
        assertThat(events.typesAndVersions()).containsExactly("product.changed.v1 2");
    }

    @Test
    void keepsNothingOfARefusedAdjustment() {
        var camera = saved(camera().inStock(2));

        assertThatThrownBy(() -> adjust.handle(new AdjustStock(camera.id(), ExpectedVersion.ANY, -3, null)))
                .isInstanceOf(InsufficientStock.class)
                .hasMessage("There are 2 in stock, so 3 cannot be taken away.");
        assertThat(events.all()).isEmpty();
        assertThat(adjustments).isEmpty();
    }

    @Test
    void refusesWhatIsMeantForAnotherVersion() {
        var camera = saved(camera().inStock(40));
        var another = new ExpectedVersion(false, Set.of(camera.version() + 1));

        assertThatThrownBy(() -> change.handle(new ChangeProduct(
                        camera.id(),
                        another,
                        Change.none(),
                        Change.to(null),
                        Change.none(),
                        Change.none(),
                        Change.none(),
                        Change.none())))
                .isInstanceOf(VersionMovedOn.class);
        assertThatThrownBy(() -> adjust.handle(new AdjustStock(camera.id(), another, -3, null)))
                .isInstanceOf(VersionMovedOn.class);
        assertThat(camera.stock()).isEqualTo(new Stock(40));
    }

    @Test
    void refusesToChangeAProductThatDoesNotExist() {
        assertThatThrownBy(() -> change.handle(new ChangeProduct(
                        99,
                        ExpectedVersion.ANY,
                        Change.none(),
                        Change.none(),
                        Change.none(),
                        Change.none(),
                        Change.none(),
                        Change.none())))
                .isInstanceOf(NotFound.class);
        assertThatThrownBy(() -> adjust.handle(new AdjustStock(99, ExpectedVersion.ANY, 1, null)))
                .isInstanceOf(NotFound.class)
                .hasMessage("There is no product 99.");
    }

    private Product saved(SampleProducts sample) {
        return products.saveAndFlush(new Product(sample.details(), sample.stock()));
    }

    private void count(Product product, long units) {
        change.handle(new ChangeProduct(
                product.id(),
                ExpectedVersion.ANY,
                Change.none(),
                Change.none(),
                Change.none(),
                Change.to(new Stock(units)),
                Change.none(),
                Change.none()));
    }

    private Product sell(Product product, Change<Boolean> onSale, Change<@Nullable List<Place>> markets) {
        return change.handle(new ChangeProduct(
                product.id(),
                ExpectedVersion.ANY,
                Change.none(),
                Change.none(),
                Change.none(),
                Change.none(),
                onSale,
                markets));
    }
}
