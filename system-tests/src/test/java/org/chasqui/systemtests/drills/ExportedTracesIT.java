package org.chasqui.systemtests.drills;

import static org.assertj.core.api.Assertions.assertThat;
import static org.chasqui.systemtests.processes.Service.USERS_QUERIES;
import static org.chasqui.systemtests.shop.Eventually.eventually;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.chasqui.systemtests.processes.ShopProcesses;
import org.chasqui.systemtests.shop.PlacedOrder;
import org.chasqui.systemtests.shop.Shop;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The trace of one order, as it arrives at a backend of OpenTelemetry. */
class ExportedTracesIT {

    private static final List<ExportedSpan> exported = new CopyOnWriteArrayList<>();

    private static HttpServer backend;
    private static ShopProcesses processes;
    private static Shop shop;

    @BeforeAll
    static void open() throws IOException {
        backend = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        backend.createContext("/v1/traces", exchange -> {
            exported.addAll(ExportedSpan.in(exchange.getRequestBody().readAllBytes()));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        backend.start();
        processes = ShopProcesses.start(
                Path.of("target", "traced-shop"),
                Map.of(
                        "MANAGEMENT_OPENTELEMETRY_TRACING_EXPORT_OTLP_ENDPOINT",
                        "http://127.0.0.1:%d/v1/traces"
                                .formatted(backend.getAddress().getPort()),
                        "MANAGEMENT_TRACING_SAMPLING_PROBABILITY",
                        "1"));
        shop = processes.shop();
    }

    @AfterAll
    static void close() {
        if (processes != null) {
            shop.close();
            processes.close();
        }
        backend.stop(0);
    }

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

        eventually(() -> assertThat(new Actuator(processes).exemplars(USERS_QUERIES))
                .anySatisfy(line -> assertThat(line).startsWith("messaging_apply_seconds_bucket{")));
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
