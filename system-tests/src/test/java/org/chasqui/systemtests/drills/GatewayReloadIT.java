package org.chasqui.systemtests.drills;

import static org.assertj.core.api.Assertions.assertThat;
import static org.chasqui.systemtests.drills.Aftermath.assertNothingIsLost;

import java.time.Duration;
import org.chasqui.systemtests.Drill;
import org.chasqui.systemtests.books.Books;
import org.chasqui.systemtests.load.Load;
import org.chasqui.systemtests.processes.ShopProcesses;
import org.chasqui.systemtests.shop.Shop;
import org.junit.jupiter.api.Test;

@Drill
class GatewayReloadIT {

    private final Shop shop;
    private final ShopProcesses processes;
    private final Books books;

    GatewayReloadIT(Shop shop, ShopProcesses processes, Books books) {
        this.shop = shop;
        this.processes = processes;
        this.books = books;
    }

    @Test
    void aGatewayThatIsReloadedUnderLoadTurnsNobodyAway() {
        try (var load = Load.on(shop)) {
            for (int i = 0; i < 5; i++) {
                load.goOnFor(Duration.ofMillis(400));
                processes.reloadGateway();
            }
            load.goOnFor(Duration.ofMillis(400));
            var journal = load.stop();

            assertThat(journal.outcomes().keySet()).noneMatch(outcome -> outcome.contains(" 5"));
            assertNothingIsLost(shop, books, journal);
        }
    }
}
