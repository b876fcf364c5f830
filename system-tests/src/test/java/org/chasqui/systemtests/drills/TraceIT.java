package org.chasqui.systemtests.drills;

import static org.assertj.core.api.Assertions.assertThat;
import static org.chasqui.systemtests.shop.Eventually.eventually;

import java.net.http.HttpRequest.BodyPublishers;
import java.util.Map;
import org.chasqui.systemtests.Drill;
import org.chasqui.systemtests.processes.ShopProcesses;
import org.chasqui.systemtests.shop.Answer;
import org.chasqui.systemtests.shop.PlacedOrder;
import org.chasqui.systemtests.shop.Shop;
import org.chasqui.systemtests.shop.UniqueNames;
import org.junit.jupiter.api.Test;

@Drill
class TraceIT {

    private final Shop shop;
    private final ShopProcesses processes;

    TraceIT(Shop shop, ShopProcesses processes) {
        this.shop = shop;
        this.processes = processes;
    }

    @Test
    void theIdOfARequestIsInTheLogsOfEveryServiceThatItReaches() {
        var order = place(Map.of());

        assertLoggedEverywhere(order.header("X-Request-Id").orElseThrow(), order.as(PlacedOrder.class));
    }

    @Test
    void theTraceOfAClientBecomesTheIdOfItsRequest() {
        var trace = "%016x%016x".formatted(System.nanoTime(), System.currentTimeMillis());

        var order = place(Map.of("traceparent", "00-" + trace + "-00f067aa0ba902b7-01"));

        assertThat(order.header("X-Request-Id")).contains(trace);
        assertLoggedEverywhere(trace, order.as(PlacedOrder.class));
    }

    /** Places an order in one attempt. orders-commands knows user and product, because an order was placed before. */
    private Answer place(Map<String, String> headers) {
        var user = shop.createUser("tracer-" + UniqueNames.unique());
        var product = shop.createProduct("goods-" + UniqueNames.unique(), 10, 10);
        shop.decided(shop.placeOrder(user, product, 1).id());
        var request = shop.request("/api-commands/orders").header("Content-Type", "application/json");
        headers.forEach(request::header);
        var body = "{\"user\": %d, \"product\": %d, \"quantity\": 1}".formatted(user.id(), product.id());
        return shop.send(request.POST(BodyPublishers.ofString(body)).build());
    }

    private void assertLoggedEverywhere(String id, PlacedOrder order) {
        shop.decided(order.id());
        eventually(() -> {
            assertThat(lines("access", id)).contains("\"POST /api-commands/orders HTTP/1.1\" 201");
            assertThat(lines("orders-commands", id))
                    .contains(
                            "Publishes order.placed.v1 of " + order.id(),
                            "Applies reservation.made.v1 of " + order.id())
                    .contains("Publishes order.completed.v1 of " + order.id());
            assertThat(lines("products-commands", id))
                    .contains("Applies order.placed.v1 of " + order.id())
                    .contains("Publishes reservation.made.v1 of " + order.id());
            assertThat(lines("orders-queries", id))
                    .contains(
                            "Applies order.placed.v1 of " + order.id(), "Applies order.completed.v1 of " + order.id());
        });
    }

    private String lines(String log, String id) {
        return String.join(
                "\n",
                processes.log(log).lines().filter(line -> line.contains(id)).toList());
    }
}
