package org.chasqui.systemtests.drills;

import static org.assertj.core.api.Assertions.assertThat;
import static org.chasqui.systemtests.drills.AuditAssertions.assertNothingIsLost;
import static org.chasqui.systemtests.shop.Eventually.eventually;

import java.time.Duration;
import org.chasqui.systemtests.Drill;
import org.chasqui.systemtests.invariants.Invariants;
import org.chasqui.systemtests.load.Load;
import org.chasqui.systemtests.processes.Service;
import org.chasqui.systemtests.processes.ShopProcesses;
import org.chasqui.systemtests.shop.Shop;
import org.junit.jupiter.api.Test;

@Drill
class GatewayReloadIT {

    private static final int KILLS = 5;

    private final Shop shop;
    private final ShopProcesses processes;
    private final Invariants invariants;

    GatewayReloadIT(Shop shop, ShopProcesses processes, Invariants invariants) {
        this.shop = shop;
        this.processes = processes;
        this.invariants = invariants;
    }

    @Test
    void aReloadOfTheGatewayUnderLoadRefusesNoRequest() {
        try (var load = Load.on(shop)) {
            for (int i = 0; i < 5; i++) {
                load.runFor(Duration.ofMillis(400));
                processes.reload("gateway");
            }
            load.runFor(Duration.ofMillis(400));
            var journal = load.stop();

            assertThat(journal.outcomes().keySet()).noneMatch(outcome -> outcome.contains(" 5"));
            assertNothingIsLost(shop, invariants, journal);
        }
    }

    @Test
    void killedWorkersLoseOnlyTheRequestsThatTheyHold() {
        var orders = invariants.of(Service.ORDERS_COMMANDS);
        long before = orders.number("SELECT coalesce(max(seq), 0) FROM messaging.event_log");
        long killed = 0;
        try (var load = Load.on(shop)) {
            for (int i = 0; i < KILLS; i++) {
                awaitMoreOrders(load);
                var workers = processes.killGatewayWorkers();
                assertThat(workers).isPositive();
                killed += workers;
            }
            awaitMoreOrders(load);
            var journal = load.stop();

            assertThat(journal.outcomes().keySet()).noneMatch(outcome -> outcome.contains(" 5"));
            assertThat(journal.outcomes().getOrDefault("no answer", 0L)).isLessThanOrEqualTo(killed * Load.SHOPPERS);
            assertThat(orders.rows("""
                SELECT substr(traceparent, 4, 32), count(*) FROM messaging.event_log
                WHERE seq > %d AND type LIKE 'order.placed.%%' GROUP BY 1 HAVING count(*) > 1
                """.formatted(before)))
                    .as("requests that were executed twice")
                    .isEmpty();
            assertNothingIsLost(shop, invariants, journal);
        }
    }

    private static void awaitMoreOrders(Load load) {
        int accepted = load.journal().orders().size();
        eventually(() -> assertThat(load.journal().orders()).hasSizeGreaterThan(accepted + 5));
    }
}
