package org.chasqui.orders.queries;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.chasqui.messaging.consumer.Consumers;
import org.chasqui.platform.worker.Worker;
import org.chasqui.platform.worker.Worker.Pass;
import org.chasqui.testing.RedisServer;
import org.chasqui.testing.messaging.Upstream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.test.context.TestComponent;

/** Stands in for the command services. */
@TestComponent
class Streams {

    private final Upstream upstream;
    private final List<Worker> renames;

    Streams(Consumers consumers, RedisServer redis, List<Worker> workers) {
        upstream = new Upstream(consumers, redis);
        renames = workers.stream()
                .filter(worker -> worker.name().startsWith("renames"))
                .toList();
    }

    static String user(long id, long version, String username) {
        return Upstream.event("user.changed.v1", "user", id, version, Map.of("id", id, "username", username));
    }

    static String product(long id, long version, String name) {
        return Upstream.event(
                "product.changed.v1", "product", id, version, Map.of("id", id, "name", name, "value", 99_999));
    }

    /** For the order of that id. */
    static String reservation(long order) {
        return Upstream.event("reservation.made.v1", "reservation", order, 1, Map.of("order", order));
    }

    /** Of one unit with a value of 1,250. */
    static String order(long id, long version, long user, long product, String state) {
        return Upstream.event(
                "order." + (version == 1 ? "placed" : state) + ".v1",
                "order",
                id,
                version,
                state(id, user, product, state));
    }

    /** Of one unit of each product, with a value of 1,250. */
    static String orderOf(long id, long version, String state, long... products) {
        return Upstream.event(
                "order." + (version == 1 ? "placed" : state) + ".v2",
                "order",
                id,
                version,
                stateOf(id, 3, state, products));
    }

    /** Of one unit of each product, with a value of 1,250, placed in a market at a time. */
    static String orderIn(String market, String placedAt, long id, long user, String state, long... products) {
        var data = products.length == 1 ? state(id, user, products[0], state) : stateOf(id, user, state, products);
        data.put("market", market);
        data.put("placedAt", placedAt);
        return Upstream.event("order.placed.v" + (products.length == 1 ? 1 : 2), "order", id, 1, data);
    }

    /** Orders show the new names when it returns. */
    void users(String... envelopes) {
        upstream.delivers("users", List.of(envelopes));
        bringNamesToOrders();
    }

    /** Orders show the new names when it returns. */
    void products(String... envelopes) {
        productsAlone(envelopes);
        bringNamesToOrders();
    }

    /** Orders that are there show the new names {@link #bringNamesToOrders() later}. */
    void productsAlone(String... envelopes) {
        upstream.delivers("products", List.of(envelopes));
    }

    void bringNamesToOrders() {
        for (var worker : renames) {
            var pass = worker.runOnce();
            while (pass == Pass.PROGRESSED) {
                pass = worker.runOnce();
            }
        }
    }

    void orders(String... envelopes) {
        upstream.delivers("orders", List.of(envelopes));
    }

    void startOver(String stream) {
        upstream.startsOver(stream);
    }

    /** Orders show the names of the stream when it returns. */
    void isRebuilt(String stream) {
        upstream.isRebuilt(stream);
        bringNamesToOrders();
    }

    private static Map<String, @Nullable Object> stateOf(long id, long user, String state, long... products) {
        var data = state(id, user, 0, state);
        data.keySet().removeAll(List.of("product", "quantity", "value"));
        data.put(
                "lines",
                LongStream.of(products)
                        .mapToObj(product -> Map.of("product", product, "quantity", 1, "value", 1_250))
                        .toList());
        data.put("total", 1_250 * products.length);
        return data;
    }

    private static Map<String, @Nullable Object> state(long id, long user, long product, String state) {
        var data = new HashMap<String, @Nullable Object>();
        data.put("id", id);
        data.put("user", user);
        data.put("product", product);
        data.put("quantity", 1);
        data.put("value", 1_250);
        data.put("total", 1_250);
        data.put("state", state);
        data.put("reason", state.equals("failed") ? "insufficient-stock" : null);
        data.put("placedAt", Instant.EPOCH);
        data.put("updatedAt", Instant.EPOCH);
        return data;
    }
}
