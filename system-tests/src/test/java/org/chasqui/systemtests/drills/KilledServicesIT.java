package org.chasqui.systemtests.drills;

import static org.assertj.core.api.Assertions.assertThat;
import static org.chasqui.systemtests.drills.Aftermath.assertNothingIsLost;

import java.time.Duration;
import java.util.List;
import org.chasqui.systemtests.Drill;
import org.chasqui.systemtests.books.Books;
import org.chasqui.systemtests.load.Load;
import org.chasqui.systemtests.processes.Service;
import org.chasqui.systemtests.processes.ShopProcesses;
import org.chasqui.systemtests.shop.Answer;
import org.chasqui.systemtests.shop.Shop;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Drill
class KilledServicesIT {

    private final Shop shop;
    private final ShopProcesses processes;
    private final Books books;

    KilledServicesIT(Shop shop, ShopProcesses processes, Books books) {
        this.shop = shop;
        this.processes = processes;
        this.books = books;
    }

    @AfterEach
    void everythingRunsAgain() {
        processes.up();
    }

    @ParameterizedTest
    @EnumSource
    void aServiceKilledUnderLoadLosesNothing(Service service) {
        try (var load = Load.on(shop)) {
            load.goOnFor(Duration.ofMillis(500));
            processes.kill(service);
            load.goOnFor(Duration.ofMillis(500));
            assertThat(books.stockViolations()).isEmpty();
            theOthersStillAnswer(service);

            processes.restart(service);
            load.goOnFor(Duration.ofSeconds(1));

            assertNothingIsLost(shop, books, load.stop());
        }
    }

    /** Every list of the query services, and an order, which needs nobody but its own service. */
    private void theOthersStillAnswer(Service killed) {
        for (var service : List.of(Service.USERS_QUERIES, Service.PRODUCTS_QUERIES, Service.ORDERS_QUERIES)) {
            var answer = shop.get("/api-queries/" + service.id().replace("-queries", "") + "?limit=1");
            if (service == killed) {
                assertUnavailable(answer);
            } else {
                assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
            }
        }
    }

    private static void assertUnavailable(Answer answer) {
        assertThat(answer.status()).as(answer.toString()).isIn(502, 503, 504);
        assertThat(answer.problem()).as(answer.toString()).isPresent();
    }
}
