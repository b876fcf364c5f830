package org.chasqui.systemtests.drills;

import static org.assertj.core.api.Assertions.assertThat;
import static org.chasqui.systemtests.drills.Aftermath.assertNothingIsLost;

import java.time.Duration;
import org.chasqui.systemtests.Drill;
import org.chasqui.systemtests.books.Books;
import org.chasqui.systemtests.load.Load;
import org.chasqui.systemtests.processes.ShopProcesses;
import org.chasqui.systemtests.shop.Names;
import org.chasqui.systemtests.shop.Shop;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@Drill
class RedisLossIT {

    private final Shop shop;
    private final ShopProcesses processes;
    private final Books books;

    RedisLossIT(Shop shop, ShopProcesses processes, Books books) {
        this.shop = shop;
        this.processes = processes;
        this.books = books;
    }

    @AfterEach
    void everythingRunsAgain() {
        processes.up();
    }

    @Test
    void aRedisEmptiedAgainAndAgainUnderLoadLosesNothing() {
        try (var load = Load.on(shop)) {
            for (int i = 0; i < 15; i++) {
                load.goOnFor(Duration.ofMillis(200));
                books.queues().flush();
            }

            assertNothingIsLost(shop, books, load.stop());
        }
    }

    @Test
    void whileRedisIsDownOrdersAreTakenAndListsAreReadAndAfterwardsAllIsDelivered() {
        var user = shop.createUser("patient-" + Names.unique());
        var product = shop.createProduct("awaited " + Names.unique(), 100, 10);
        var before = shop.decided(shop.placeOrder(user, product, 1).id());
        try (var load = Load.on(shop)) {
            processes.killRedis();

            for (int i = 0; i < 5; i++) {
                var answer = shop.tryToPlaceOrder(user.id(), product.id(), 1);
                assertThat(answer.status()).as(answer.toString()).isEqualTo(201);
            }
            var view = shop.get("/api-queries/orders/" + before.id());
            assertThat(view.status()).isEqualTo(200);
            assertThat(view.header("X-Cache")).contains("MISS");
            assertThat(shop.get("/api-queries/users?limit=1").status()).isEqualTo(200);
            assertThat(shop.get("/api-queries/products?limit=1").status()).isEqualTo(200);
            load.goOnFor(Duration.ofSeconds(3));

            processes.up();
            load.goOnFor(Duration.ofSeconds(1));
            var journal = load.stop();

            assertThat(journal.outcomes().keySet())
                    .as("nobody at the gateway notices")
                    .noneMatch(outcome -> outcome.contains(" 5") || outcome.equals("no answer"));
            assertNothingIsLost(shop, books, journal);
            assertThat(shop.orders("?user=" + user.id()))
                    .hasSize(6)
                    .allMatch(order -> order.state().equals("completed"));
        }
    }
}
