package org.chasqui.systemtests.journeys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.chasqui.systemtests.shop.Eventually.eventually;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.chasqui.systemtests.Journey;
import org.chasqui.systemtests.shop.Answer;
import org.chasqui.systemtests.shop.OrderLine;
import org.chasqui.systemtests.shop.OrderView;
import org.chasqui.systemtests.shop.OrderView.Line;
import org.chasqui.systemtests.shop.PlacedOrder;
import org.chasqui.systemtests.shop.ProductView;
import org.chasqui.systemtests.shop.Shop;
import org.chasqui.systemtests.shop.UniqueNames;
import org.chasqui.systemtests.shop.UserView;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@Journey
class ShopDayIT {

    private final Shop shop;
    private UserView ana;
    private ProductView camera;

    ShopDayIT(Shop shop) {
        this.shop = shop;
    }

    @BeforeEach
    void createUserAndProduct() {
        ana = shop.createUser(
                Map.of("username", "ana-" + UniqueNames.unique(), "firstName", "Ana", "lastName", "Quispe"));
        camera = shop.createProduct(Map.of(
                "name", "Camera " + UniqueNames.unique(), "description", "Brass, f/180", "value", 12_500, "stock", 10));
    }

    @Test
    void aNewUserIsAnsweredAndThenShown() {
        var answer =
                shop.command("POST", "/api-commands/users", Map.of("username", "  bo-" + UniqueNames.unique() + " "));

        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.mediaType()).isEqualTo("application/json");
        var bo = answer.as(UserView.class);
        assertThat(answer.header("Location")).contains("/api-queries/users/" + bo.id());
        assertThat(bo.username()).startsWith("bo-").doesNotEndWith(" ");
        assertThat(bo.firstName()).isNull();
        assertThat(bo.version()).isEqualTo(1);
        eventually(() -> assertThat(shop.user(bo.id())).contains(bo));
    }

    @Test
    void aPutChangesOnlyTheFieldsThatItNames() {
        var changed = shop.changeUser(ana.id(), Map.of("lastName", "Mamani"));

        assertThat(changed).isEqualTo(new UserView(ana.id(), ana.username(), "Ana", "Mamani", ana.version() + 1));
        eventually(() -> assertThat(shop.user(ana.id())).contains(changed));
    }

    @Test
    void anOptionalNameIsClearedByNull() {
        var change = new HashMap<String, String>();
        change.put("firstName", null);

        assertThat(shop.changeUser(ana.id(), change).firstName()).isNull();
    }

    @Test
    void aChangeWithoutADifferenceMakesNoNewVersion() {
        assertThat(shop.changeUser(ana.id(), Map.of("lastName", "Quispe"))).isEqualTo(ana);
        assertThat(shop.changeProduct(camera.id(), Map.of("stock", 10, "value", 12_500)))
                .isEqualTo(camera);
    }

    @Test
    void aUsernameIsTakenInAnyCase() {
        var answer = shop.command(
                "POST", "/api-commands/users", Map.of("username", ana.username().toUpperCase(java.util.Locale.ROOT)));

        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.problem()).contains("username-taken");
    }

    @Test
    void aFreedUsernameCanBeTakenAgain() {
        shop.changeUser(ana.id(), Map.of("username", "former-" + UniqueNames.unique()));

        assertThat(shop.createUser(ana.username()).username()).isEqualTo(ana.username());
    }

    @Test
    void aNewProductIsAnsweredAndThenShown() {
        var answer = shop.command(
                "POST",
                "/api-commands/products",
                Map.of("name", "Lens " + UniqueNames.unique(), "value", 0, "stock", 0));

        assertThat(answer.status()).isEqualTo(201);
        var lens = answer.as(ProductView.class);
        assertThat(answer.header("Location")).contains("/api-queries/products/" + lens.id());
        assertThat(lens.available()).isFalse();
        assertThat(lens.description()).isNull();
        assertThat(lens.version()).isEqualTo(1);
        eventually(() -> assertThat(shop.product(lens.id())).contains(lens));
    }

    @Test
    void stockIsSetByPutAndMovedByAdjustments() {
        assertThat(shop.changeProduct(camera.id(), Map.of("stock", 3)).stock()).isEqualTo(3);
        assertThat(shop.adjustStock(camera.id(), 5).as(ProductView.class).stock())
                .isEqualTo(8);
        var last = shop.adjustStock(camera.id(), -8).as(ProductView.class);

        assertThat(last.stock()).isZero();
        assertThat(last.available()).isFalse();
        assertThat(last.version()).isEqualTo(camera.version() + 3);
        eventually(() -> assertThat(shop.product(camera.id())).contains(last));
    }

    @Test
    void stockNeverFallsBelowZero() {
        var answer = shop.adjustStock(camera.id(), -11);

        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.problem()).contains("insufficient-stock");
        assertThat(shop.adjustStock(camera.id(), -10).as(ProductView.class).stock())
                .isZero();
    }

    @Test
    void anAcceptedOrderIsCompletedAndReducesTheStock() {
        var placed = shop.placeOrder(ana, camera, 4);

        assertThat(placed)
                .isEqualTo(new PlacedOrder(placed.id(), ana.id(), camera.id(), 4L, null, null, "processing", 1));
        var order = shop.orderIn("completed", placed.id());
        assertThat(order.user()).isEqualTo(ana.id());
        assertThat(order.username()).isEqualTo(ana.username());
        assertThat(order.product()).isEqualTo(camera.id());
        assertThat(order.productName()).isEqualTo(camera.name());
        assertThat(order.value()).isEqualTo(12_500);
        assertThat(order.quantity()).isEqualTo(4);
        assertThat(order.lines()).containsExactly(new Line(camera.id(), camera.name(), 12_500, 4, 50_000));
        assertThat(order.total()).isEqualTo(50_000);
        assertThat(order.reason()).isNull();
        assertThat(order.version()).isEqualTo(2);
        assertThat(order.updatedAt()).isAfterOrEqualTo(order.placedAt());
        eventually(() -> assertThat(stock()).isEqualTo(6));
    }

    @Test
    void anOrderFailsForLackOfStockAndShowsTheReason() {
        var placed = shop.placeOrder(ana, camera, 11);

        var order = shop.orderIn("failed", placed.id());
        assertThat(order.reason()).isEqualTo("insufficient-stock");
        assertThat(order.total()).isEqualTo(137_500);
        assertThat(shop.placeOrder(ana, camera, 10).state()).isEqualTo("processing");
        eventually(() -> assertThat(stock()).isZero());
    }

    @Test
    void anOrderOfSeveralProductsGetsAllOfThemOrNone() {
        var tripod = shop.createProduct("Tripod " + UniqueNames.unique(), 4_900, 3);
        shop.placeOrder(ana, camera, 1);
        shop.placeOrder(ana, tripod, 1);

        var placed = place(new OrderLine(camera.id(), 4), new OrderLine(tripod.id(), 2));
        var shortOfBoth = place(new OrderLine(tripod.id(), 3), new OrderLine(camera.id(), 10));

        assertThat(placed.product()).isNull();
        assertThat(placed.lines()).containsExactly(new OrderLine(camera.id(), 4), new OrderLine(tripod.id(), 2));
        var order = shop.orderIn("completed", placed.id());
        assertThat(order.product()).isNull();
        assertThat(order.lines())
                .containsExactly(
                        new Line(camera.id(), camera.name(), 12_500, 4, 50_000),
                        new Line(tripod.id(), tripod.name(), 4_900, 2, 9_800));
        assertThat(order.total()).isEqualTo(59_800);
        assertThat(shop.orderIn("failed", shortOfBoth.id()).reason())
                .isEqualTo("insufficient-stock: %d, %d".formatted(tripod.id(), camera.id()));
        assertThat(shop.orders("?product=%d&limit=200".formatted(tripod.id())))
                .extracting(OrderView::id)
                .contains(placed.id(), shortOfBoth.id());

        assertThat(shop.cancel(placed.id()).status()).isEqualTo(202);
        shop.orderIn("cancelled", placed.id());
        eventually(() -> assertThat(stock()).isEqualTo(9));
        eventually(() ->
                assertThat(shop.product(tripod.id()).map(ProductView::stock)).contains(2L));
    }

    private PlacedOrder place(OrderLine... lines) {
        return shop.tryToPlaceOrder(ana.id(), List.of(lines)).as(PlacedOrder.class);
    }

    @Test
    void cancellingACompletedOrderReturnsItsStock() {
        var placed = shop.placeOrder(ana, camera, 7);
        shop.orderIn("completed", placed.id());

        assertThat(shop.cancel(placed.id()).status()).isEqualTo(202);

        assertThat(shop.orderIn("cancelled", placed.id()).reason()).isNull();
        eventually(() -> assertThat(stock()).isEqualTo(10));
    }

    @Test
    void anOrderCanBeCancelledBeforeItsDecision() {
        for (int i = 0; i < 10; i++) {
            var placed = shop.placeOrder(ana, camera, 1);
            var answer = shop.cancel(placed.id());
            assertThat(answer.status()).isEqualTo(202);
            shop.orderIn("cancelled", placed.id());
        }
        eventually(() -> assertThat(stock()).isEqualTo(10));
    }

    @Test
    void cancellingAgainChangesNothing() {
        var placed = shop.placeOrder(ana, camera, 2);
        shop.cancel(placed.id());
        var cancelled = shop.orderIn("cancelled", placed.id());

        assertThat(shop.cancel(placed.id()).status()).isEqualTo(202);

        shop.orderIn("completed", shop.placeOrder(ana, camera, 1).id());
        assertThat(shop.order(placed.id())).contains(cancelled);
        eventually(() -> assertThat(stock()).isEqualTo(9));
    }

    @Test
    void aFailedOrderCannotBeCancelled() {
        var placed = shop.placeOrder(ana, camera, 11);
        shop.orderIn("failed", placed.id());

        var answer = shop.cancel(placed.id());

        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.problem()).contains("order-already-failed");
        assertThat(shop.order(placed.id()).map(OrderView::state)).contains("failed");
    }

    @Test
    void anOrderShowsCurrentNamesAndThePriceAtWhichItWasPlaced() {
        var before = shop.orderIn("completed", shop.placeOrder(ana, camera, 2).id());

        var renamed = shop.changeUser(ana.id(), Map.of("username", "anita-" + UniqueNames.unique()));
        var dearer =
                shop.changeProduct(camera.id(), Map.of("name", "Camera II " + UniqueNames.unique(), "value", 99_900));

        eventually(() -> {
            var order = shop.order(before.id()).orElseThrow();
            assertThat(order.username()).isEqualTo(renamed.username());
            assertThat(order.productName()).isEqualTo(dearer.name());
        });
        var after = shop.order(before.id()).orElseThrow();
        assertThat(after.value()).isEqualTo(12_500);
        assertThat(after.total()).isEqualTo(25_000);
        eventually(() -> assertThat(
                        shop.decided(shop.placeOrder(ana, camera, 1).id()).value())
                .isEqualTo(99_900));
    }

    @Test
    void anOrderForAnUnknownUserSaysThatTheUserIsUnknown() {
        shop.placeOrder(ana, camera, 1);

        refused(shop.tryToPlaceOrder(9_007_199_254_740_991L, camera.id(), 1), "unknown-user");
    }

    @Test
    void anOrderForAnUnknownProductSaysThatTheProductIsUnknown() {
        shop.placeOrder(ana, camera, 1);

        refused(shop.tryToPlaceOrder(ana.id(), 9_007_199_254_740_991L, 1), "unknown-product");
    }

    @Test
    void anOrderWithATooLargeTotalIsRefused() {
        var palace = shop.createProduct("Palace " + UniqueNames.unique(), 9_007_199_254_740_991L, 1_000_000_000);
        shop.orderIn("completed", shop.placeOrder(ana, palace, 1).id());

        refused(shop.tryToPlaceOrder(ana.id(), palace.id(), 2), "order-total-too-large");
    }

    @Test
    void unknownIdsAreNotFound() {
        for (var path : new String[] {
            "/api-queries/users/9007199254740991",
            "/api-queries/products/9007199254740991",
            "/api-queries/orders/9007199254740991"
        }) {
            notFound(shop.get(path));
        }
        notFound(shop.command("PUT", "/api-commands/users/9007199254740991", Map.of("lastName", "Nobody")));
        notFound(shop.command("PUT", "/api-commands/products/9007199254740991", Map.of("stock", 1)));
        notFound(shop.adjustStock(9_007_199_254_740_991L, 1));
        notFound(shop.cancel(9_007_199_254_740_991L));
    }

    private long stock() {
        return shop.product(camera.id()).orElseThrow().stock();
    }

    private static void refused(Answer answer, String problem) {
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.problem()).contains(problem);
    }

    private static void notFound(Answer answer) {
        assertThat(answer.status()).as(answer.request()).isEqualTo(404);
        assertThat(answer.problem()).as(answer.request()).contains("not-found");
    }
}
