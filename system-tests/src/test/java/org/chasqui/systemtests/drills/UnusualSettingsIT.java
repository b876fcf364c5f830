package org.chasqui.systemtests.drills;

import static org.assertj.core.api.Assertions.assertThat;
import static org.chasqui.systemtests.shop.Eventually.eventually;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.chasqui.systemtests.invariants.Invariants;
import org.chasqui.systemtests.load.Load;
import org.chasqui.systemtests.processes.Service;
import org.chasqui.systemtests.processes.ShopProcesses;
import org.chasqui.systemtests.shop.Answer;
import org.chasqui.systemtests.shop.Eventually;
import org.chasqui.systemtests.shop.PlacedOrder;
import org.chasqui.systemtests.shop.Shop;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;

/** Checks a private shop that compacts its logs at once instead of after days, and exports the trace of each request with OpenTelemetry. */
@DisabledIfSystemProperty(named = "chasqui.gateway", matches = ".+")
class UnusualSettingsIT {

    private static final Duration LIMIT = Duration.ofSeconds(90);

    private static final Map<String, String> SETTINGS = Map.of(
            "MESSAGING_RETENTION_COMPACT_AFTER", "1s",
            "MESSAGING_RETENTION_INTERVAL", "1s",
            "MESSAGING_RETENTION_BATCH_SIZE", "20",
            "MANAGEMENT_TRACING_SAMPLING_PROBABILITY", "1");
    private static final String BACKEND = "MANAGEMENT_OPENTELEMETRY_TRACING_EXPORT_OTLP_ENDPOINT";

    private static final List<ExportedSpan> exported = new CopyOnWriteArrayList<>();

    private static HttpServer backend;
    private static ShopProcesses processes;
    private static Shop shop;
    private static Invariants invariants;
    private static Actuator actuator;

    @BeforeAll
    static void open() throws IOException {
        backend = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        backend.createContext("/v1/traces", exchange -> {
            exported.addAll(ExportedSpan.in(exchange.getRequestBody().readAllBytes()));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        backend.start();
        var settings = new HashMap<>(SETTINGS);
        settings.put(
                BACKEND,
                "http://127.0.0.1:%d/v1/traces".formatted(backend.getAddress().getPort()));
        processes = ShopProcesses.start(Path.of("target", "unusual-shop"), settings);
        shop = processes.shop();
        invariants = Invariants.of(processes);
        actuator = new Actuator(processes);
    }

    @AfterAll
    static void close() {
        if (processes != null) {
            shop.close();
            invariants.close();
            processes.close();
        }
        backend.stop(0);
    }

    @Test
    void aReplicaRebuiltFromACompactedLogEqualsItsSource() {
        try (var load = Load.on(shop)) {
            load.runFor(Duration.ofSeconds(4));
            Eventually.eventually(LIMIT, UnusualSettingsIT::removedEverywhere, found -> found);
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

    /** As it arrives at a backend of OpenTelemetry. */
    @Test
    void theTraceOfAnOrderGoesFromItsRequestToTheLastView() {
        var user = shop.createUser("traced");
        var product = shop.createProduct("Traced poncho", 100, 5);
        shop.decided(shop.placeOrder(user, product, 1).id());

        var body = "{\"user\": %d, \"product\": %d, \"quantity\": 1}".formatted(user.id(), product.id());
        var order = shop.send(shop.request("/api-commands/orders")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build());
        shop.decided(order.as(PlacedOrder.class).id());

        var id = order.header("X-Request-Id").orElseThrow();
        eventually(() -> assertThat(of(id))
                .extracting(ExportedSpan::toString)
                .contains(
                        "orders-commands: http post /api-commands/orders",
                        "orders-commands: send orders",
                        "products-commands: process orders",
                        "products-commands: send products",
                        "orders-commands: process products",
                        "orders-queries: process orders",
                        "orders-queries: process products",
                        "products-queries: process products"));
        assertIsWhole(of(id));
    }

    /** From there the dashboard's panel leads to a trace. */
    @Test
    void theTimeOfApplyingNamesATrace() {
        shop.createUser("exemplary");

        eventually(() -> assertThat(actuator.exemplars(Service.USERS_QUERIES))
                .anySatisfy(line -> assertThat(line).startsWith("messaging_apply_seconds_bucket{")));
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

    /** The request is the only span without a parent, and what is applied is linked to what was sent. */
    private static void assertIsWhole(List<ExportedSpan> trace) {
        var names = trace.stream().collect(Collectors.toMap(ExportedSpan::id, ExportedSpan::name));
        assertThat(trace).allSatisfy(span -> {
            if (span.name().startsWith("http ")) {
                assertThat(span.parent()).isEmpty();
            } else {
                assertThat(names).containsKey(span.parent());
            }
        });
        assertThat(trace)
                .filteredOn(span -> span.name().startsWith("process "))
                .allSatisfy(span -> assertThat(span.links())
                        .contains(span.parent())
                        .allSatisfy(link -> assertThat(names.get(link)).startsWith("send ")));
    }

    private static List<ExportedSpan> of(String trace) {
        return exported.stream().filter(span -> span.trace().equals(trace)).toList();
    }
}
