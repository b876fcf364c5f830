package org.chasqui.systemtests.drills;

import static org.assertj.core.api.Assertions.assertThat;
import static org.chasqui.systemtests.drills.Aftermath.assertNothingIsLost;
import static org.chasqui.systemtests.shop.Eventually.eventually;

import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.chasqui.systemtests.Drill;
import org.chasqui.systemtests.books.Books;
import org.chasqui.systemtests.load.Load;
import org.chasqui.systemtests.processes.Service;
import org.chasqui.systemtests.processes.ShopProcesses;
import org.chasqui.systemtests.shop.Shop;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@Drill
class PostgresCrashIT {

    private final Shop shop;
    private final ShopProcesses processes;
    private final Books books;

    PostgresCrashIT(Shop shop, ShopProcesses processes, Books books) {
        this.shop = shop;
        this.processes = processes;
        this.books = books;
    }

    @AfterEach
    void everythingRunsAgain() {
        processes.up();
    }

    @Test
    void aDatabaseServerThatCrashesUnderLoadLosesNothingAndNoServiceNeedsARestart() {
        var before = pids();
        try (var load = Load.on(shop)) {
            load.goOnFor(Duration.ofMillis(500));
            processes.crashPostgres();
            var answer = shop.get("/api-queries/users?limit=1");
            assertThat(answer.status()).as(answer.toString()).isEqualTo(503);
            assertThat(answer.problem()).contains("service-unavailable");
            load.goOnFor(Duration.ofMillis(500));

            processes.up();
            eventually(() ->
                    assertThat(shop.get("/api-queries/users?limit=1").status()).isEqualTo(200));
            load.goOnFor(Duration.ofSeconds(1));

            assertNothingIsLost(shop, books, load.stop());
        }
        assertThat(pids()).isEqualTo(before);
    }

    private Map<Service, Long> pids() {
        return Arrays.stream(Service.values()).collect(Collectors.toMap(Function.identity(), processes::pid));
    }
}
