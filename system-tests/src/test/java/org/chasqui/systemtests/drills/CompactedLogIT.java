package org.chasqui.systemtests.drills;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.chasqui.systemtests.invariants.Invariants;
import org.chasqui.systemtests.load.Load;
import org.chasqui.systemtests.processes.Service;
import org.chasqui.systemtests.processes.ShopProcesses;
import org.chasqui.systemtests.shop.Answer;
import org.chasqui.systemtests.shop.Eventually;
import org.chasqui.systemtests.shop.Shop;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;

/** Rebuilds replicas in a private shop that compacts its logs at once instead of after days. */
@DisabledIfSystemProperty(named = "chasqui.gateway", matches = ".+")
class CompactedLogIT {

    private static final Duration LIMIT = Duration.ofSeconds(90);

    private static final Map<String, String> AT_ONCE = Map.of(
            "MESSAGING_RETENTION_COMPACT_AFTER", "1s",
            "MESSAGING_RETENTION_INTERVAL", "1s",
            "MESSAGING_RETENTION_BATCH_SIZE", "20");

    private static ShopProcesses processes;
    private static Shop shop;
    private static Invariants invariants;
    private static Actuator actuator;

    @BeforeAll
    static void open() {
        processes = ShopProcesses.start(Path.of("target", "compacted-shop"), AT_ONCE);
        shop = processes.shop();
        invariants = Invariants.of(processes);
        actuator = new Actuator(processes);
    }

    @AfterAll
    static void close() {
        shop.close();
        invariants.close();
        processes.close();
    }

    @Test
    void aReplicaRebuiltFromACompactedLogEqualsItsSource() {
        try (var load = Load.on(shop)) {
            load.runFor(Duration.ofSeconds(4));
            Eventually.eventually(LIMIT, CompactedLogIT::removedEverywhere, found -> found);
            rebuildAll();
            load.runFor(Duration.ofSeconds(2));
            processes.kill(Service.ORDERS_COMMANDS);
            processes.restart(Service.ORDERS_COMMANDS);
            rebuildAll();
            load.runFor(Duration.ofSeconds(2));

            AuditAssertions.assertNothingIsLost(shop, invariants, load.stop());
        }
        assertThat(published()).allMatch(overview -> !overview.contains("\"diverged\":true"));
    }

    /** Whether the logs of orders and products have lost their replaced events. Users hardly ever change. */
    private static boolean removedEverywhere() {
        return List.of(Service.ORDERS_COMMANDS, Service.PRODUCTS_COMMANDS).stream()
                .allMatch(service -> invariants.of(service).number("""
                                WITH history AS (
                                    SELECT coalesce(max(first_position + octet_length(event_ids) / 16 - 1), 0) AS compacted
                                    FROM messaging.event_history)
                                SELECT compacted - (SELECT count(*) FROM messaging.event_log WHERE position <= compacted)
                                FROM history
                                """) > 20);
    }

    private static void rebuildAll() {
        for (var service : Service.values()) {
            for (var name : invariants.of(service).rows("SELECT name FROM messaging.subscription")) {
                assertThat(actuator.rebuild(service, name).body()).contains(name);
            }
        }
    }

    private static List<String> published() {
        return Arrays.stream(Service.values())
                .map(actuator::subscriptions)
                .map(Answer::body)
                .toList();
    }
}
