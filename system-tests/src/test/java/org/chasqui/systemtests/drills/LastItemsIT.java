package org.chasqui.systemtests.drills;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.chasqui.systemtests.Drill;
import org.chasqui.systemtests.invariants.Invariants;
import org.chasqui.systemtests.shop.Eventually;
import org.chasqui.systemtests.shop.OrderLine;
import org.chasqui.systemtests.shop.OrderView;
import org.chasqui.systemtests.shop.PlacedOrder;
import org.chasqui.systemtests.shop.ProductView;
import org.chasqui.systemtests.shop.Shop;
import org.chasqui.systemtests.shop.UniqueNames;
import org.junit.jupiter.api.Test;

@Drill
class LastItemsIT {

    /** Fewer customers, because all wait for the lock of one row, and a wait that is too long is refused. */
    private static final int HANDS = 40;

    private final Shop shop;
    private final Invariants invariants;

    LastItemsIT(Shop shop, Invariants invariants) {
        this.shop = shop;
        this.invariants = invariants;
    }

    @Test
    void twoHundredSimultaneousOrdersForTheLastTenItemsSellExactlyTen() throws Exception {
        var user = shop.createUser("rush-" + UniqueNames.unique());
        var product = shop.createProduct("rare " + UniqueNames.unique(), 100, 10);
        var warmUp = shop.createProduct("common " + UniqueNames.unique(), 100, 1_000);
        shop.placeOrder(user, warmUp, 1);
        // why so many: services that have just started are slow, and refuse who has waited three seconds for a
        // connection (503)
        for (var rush = 0; rush < 4; rush++) {
            atOnce(25, () -> shop.tryToPlaceOrder(user.id(), warmUp.id(), 1).as(PlacedOrder.class));
        }
        shop.orderIn("failed", shop.placeOrder(user, product, 11).id());

        var placed = atOnce(
                200, () -> shop.tryToPlaceOrder(user.id(), product.id(), 1).as(PlacedOrder.class));

        assertThat(states(placed)).isEqualTo(Map.of("completed", 10L, "failed", 190L));
        invariants.awaitSettled(Eventually.LIMIT);
        assertThat(shop.product(product.id()).map(ProductView::stock)).contains(0L);
        assertThat(invariants.violations()).isEmpty();
    }

    @Test
    void twoHundredSimultaneousBasketsOfTwoProductsInOppositeOrderSellExactlyTen() throws Exception {
        var user = shop.createUser("rush-" + UniqueNames.unique());
        var one = shop.createProduct("rare " + UniqueNames.unique(), 100, 10);
        var other = shop.createProduct("common " + UniqueNames.unique(), 100, 200);
        shop.orderIn("failed", shop.placeOrder(user, one, 11).id());
        shop.orderIn("failed", shop.placeOrder(user, other, 201).id());
        var basket = List.of(new OrderLine(one.id(), 1), new OrderLine(other.id(), 1));
        var turn = new AtomicInteger();

        var placed = atOnce(
                200,
                () -> shop.tryToPlaceOrder(user.id(), turn.incrementAndGet() % 2 == 0 ? basket : basket.reversed())
                        .as(PlacedOrder.class));

        assertThat(states(placed)).isEqualTo(Map.of("completed", 10L, "failed", 190L));
        invariants.awaitSettled(Eventually.LIMIT);
        assertThat(shop.product(one.id()).map(ProductView::stock)).contains(0L);
        assertThat(shop.product(other.id()).map(ProductView::stock)).contains(190L);
        assertThat(invariants.violations()).isEmpty();
    }

    @Test
    void noStockIsLostWhenItIsSetWhileOrdersArrive() throws Exception {
        var user = shop.createUser("hand-" + UniqueNames.unique());
        var product = shop.createProduct("counted " + UniqueNames.unique(), 100, 50);
        shop.placeOrder(user, product, 1);

        var placed = atOnce(HANDS, () -> {
            shop.adjustStock(product.id(), 1).accepted();
            return shop.tryToPlaceOrder(user.id(), product.id(), 1).as(PlacedOrder.class);
        });

        states(placed);
        invariants.awaitSettled(Eventually.LIMIT);
        assertThat(shop.product(product.id()).map(ProductView::stock)).contains(49L);
        assertThat(invariants.violations()).isEmpty();
    }

    @Test
    void ordersThatManyCustomersCancelAtOnceReturnTheirStockOnce() throws Exception {
        var user = shop.createUser("fickle-" + UniqueNames.unique());
        var product = shop.createProduct("unloved " + UniqueNames.unique(), 100, 20);
        long order = shop.placeOrder(user, product, 5).id();

        var statuses = atOnce(HANDS, () -> shop.cancel(order).status());

        assertThat(statuses).containsOnly(202);
        shop.orderIn("cancelled", order);
        invariants.awaitSettled(Eventually.LIMIT);
        assertThat(shop.product(product.id()).map(ProductView::stock)).contains(20L);
        assertThat(invariants.violations()).isEmpty();
    }

    @Test
    void onlyOneOfManyClientsGetsAUsername() throws Exception {
        var name = "wanted-" + UniqueNames.unique();

        var statuses = atOnce(
                HANDS,
                () -> shop.command("POST", "/api-commands/users", Map.of("username", name))
                        .status());

        assertThat(statuses.stream().collect(groupingBy(status -> status, counting())))
                .isEqualTo(Map.of(201, 1L, 409, HANDS - 1L));
    }

    private Map<String, Long> states(List<PlacedOrder> placed) {
        return placed.stream().map(order -> shop.decided(order.id())).collect(groupingBy(OrderView::state, counting()));
    }

    private static <T> List<T> atOnce(int customers, Callable<T> action) throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers = new ArrayList<T>();
            for (var answer : threads.invokeAll(Collections.nCopies(customers, action))) {
                answers.add(answer.get());
            }
            return answers;
        }
    }
}
