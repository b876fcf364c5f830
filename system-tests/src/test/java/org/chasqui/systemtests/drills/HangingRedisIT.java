package org.chasqui.systemtests.drills;

import static org.assertj.core.api.Assertions.assertThat;
import static org.chasqui.systemtests.shop.Eventually.eventually;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.chasqui.systemtests.Drill;
import org.chasqui.systemtests.invariants.Invariants;
import org.chasqui.systemtests.processes.ShopProcesses;
import org.chasqui.systemtests.shop.Answer;
import org.chasqui.systemtests.shop.PlacedOrder;
import org.chasqui.systemtests.shop.ProductView;
import org.chasqui.systemtests.shop.Shop;
import org.chasqui.systemtests.shop.UniqueNames;
import org.chasqui.systemtests.shop.UserView;
import org.junit.jupiter.api.Test;

/** Checks that single views and commands need Redis for speed only. */
@Drill
class HangingRedisIT {

    private final Shop shop;
    private final ShopProcesses processes;
    private final Invariants invariants;

    HangingRedisIT(Shop shop, ShopProcesses processes, Invariants invariants) {
        this.shop = shop;
        this.processes = processes;
        this.invariants = invariants;
    }

    @Test
    void viewsAndCommandsWorkWhileRedisHangs() {
        var user = shop.createUser("calm-" + UniqueNames.unique());
        var product = shop.createProduct("calm " + UniqueNames.unique(), 100, 10);
        var order = shop.orderIn("completed", shop.placeOrder(user, product, 1).id());
        var paths = List.of(
                "/api-queries/users/" + user.id(),
                "/api-queries/products/" + product.id(),
                "/api-queries/orders/" + order.id());
        paths.forEach(
                path -> eventually(() -> assertThat(cacheOf(shop.get(path))).isEqualTo("HIT")));
        var before = paths.stream().map(path -> shop.get(path).body()).toList();
        PlacedOrder placed;
        UserView renamed;
        processes.freezeRedis();
        try {
            for (int time = 0; time < 3; time++) {
                for (int i = 0; i < paths.size(); i++) {
                    var answer = shop.get(paths.get(i));
                    assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
                    assertThat(cacheOf(answer)).isEqualTo("MISS");
                    assertThat(answer.body()).isEqualTo(before.get(i));
                }
            }
            renamed = shop.changeUser(user.id(), Map.of("username", "calmer-" + UniqueNames.unique()));
            placed = shop.tryToPlaceOrder(user.id(), product.id(), 2).as(PlacedOrder.class);
            assertThat(shop.adjustStock(product.id(), 5).as(ProductView.class).stock())
                    .isEqualTo(14);
            assertThat(shop.cancel(order.id()).status()).isEqualTo(202);
            shop.createUser("calm-" + UniqueNames.unique());
        } finally {
            processes.resumeRedis();
        }
        shop.orderIn("completed", placed.id());
        shop.orderIn("cancelled", order.id());
        eventually(() -> assertThat(shop.user(user.id())).contains(renamed));
        eventually(() ->
                assertThat(shop.product(product.id()).orElseThrow().stock()).isEqualTo(13));
        paths.forEach(
                path -> eventually(() -> assertThat(cacheOf(shop.get(path))).isEqualTo("HIT")));
    }

    @Test
    void requestsForUnknownIdsLeaveNothingInRedis() {
        var absent =
                LongStream.range(0, 50).map(i -> 9_007_199_254_740_991L - i).toArray();
        for (var id : absent) {
            for (var list : List.of("users", "products", "orders")) {
                assertThat(shop.get("/api-queries/%s/%d".formatted(list, id)).status())
                        .isEqualTo(404);
            }
        }

        eventually(() ->
                assertThat(invariants.redis().keys("chasqui:*:9007199254740*")).isEmpty());
    }

    /** Nothing brings the version that they wait for until the test ends their wait. */
    @Test
    void manyWaitingRequestsLeaveRoomForOthersAndTheExcessIsRefusedAtOnce() throws Exception {
        var user = shop.createUser("crowd-" + UniqueNames.unique());
        eventually(() -> assertThat(shop.user(user.id())).contains(user));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers = IntStream.range(0, 250)
                    .mapToObj(i -> threads.submit(() -> await(user)))
                    .toList();
            eventually(() -> assertThat(answers.stream().filter(Future::isDone)).hasSizeGreaterThanOrEqualTo(50));
            assertThat(shop.get("/api-queries/users/" + user.id()).status()).isEqualTo(200);
            assertThat(shop.get("/api-queries/users?limit=1").status()).isEqualTo(200);

            shop.changeUser(user.id(), Map.of("lastName", "Arrived"));
            int refused = 0;
            for (var answer : answers) {
                var seen = answer.get();
                if (seen.status() == 503) {
                    assertThat(seen.problem()).contains("too-many-waiters");
                    assertThat(seen.header("Retry-After")).contains("1");
                    refused++;
                } else {
                    assertThat(seen.as(UserView.class).lastName()).isEqualTo("Arrived");
                }
            }
            assertThat(refused).isEqualTo(50);
        }
    }

    private Answer await(UserView user) {
        return shop.send(shop.request("/api-queries/users/" + user.id())
                .header("X-Min-Version", "2")
                .header("Prefer", "wait=10")
                .build());
    }

    private static String cacheOf(Answer answer) {
        return answer.header("X-Cache").orElse("");
    }
}
