package org.chasqui.products.commands;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.chasqui.messaging.consumer.Consumers;
import org.chasqui.platform.Author;
import org.chasqui.products.commands.domain.OrderDemand;
import org.chasqui.testing.RedisServer;
import org.chasqui.testing.messaging.Upstream;
import org.springframework.boot.test.context.TestComponent;

/** Stands in for orders-commands. */
@TestComponent
class OrderStream {

    static final String TRACEPARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    static final Author AUTHOR = new Author("app_user", "customer-3");

    private final Upstream upstream;

    OrderStream(Consumers consumers, RedisServer redis) {
        upstream = new Upstream(consumers, redis);
    }

    /** Orders that wait for this service to decide about their stock, or to release it. */
    void delivers(OrderDemand... demands) {
        delivers(Stream.of(demands).map(OrderStream::event).toList());
    }

    void delivers(List<String> envelopes) {
        upstream.delivers("orders", envelopes);
    }

    static String placed(OrderDemand demand) {
        return event("order.placed", 1, demand, "processing", false);
    }

    static String reminded(OrderDemand demand) {
        return event("order.reminded", 2, demand, "processing", demand.claim() == OrderDemand.Claim.GIVEN_UP);
    }

    static String completed(OrderDemand demand) {
        return event("order.completed", 2, demand, "completed", false);
    }

    static String failed(OrderDemand demand) {
        return event("order.failed", 2, demand, "failed", false);
    }

    static String cancelRequested(OrderDemand demand) {
        return event("order.cancel-requested", 3, demand, "completed", true);
    }

    static String cancelled(OrderDemand demand) {
        return event("order.cancelled", 4, demand, "cancelled", true);
    }

    private static String event(OrderDemand demand) {
        return demand.claim() == OrderDemand.Claim.GIVEN_UP
                ? event("order.cancel-requested", 2, demand, "processing", true)
                : placed(demand);
    }

    private static String event(String type, long version, OrderDemand demand, String state, boolean cancelRequested) {
        var data = new HashMap<String, Object>(Map.of(
                "id", demand.order(),
                "state", state,
                "cancelRequested", cancelRequested));
        var several = demand.lines().size() > 1;
        if (several) {
            data.put("lines", demand.lines());
        } else {
            data.put("product", demand.lines().getFirst().product());
            data.put("quantity", demand.lines().getFirst().quantity());
        }
        data.put("market", demand.market() == null ? null : demand.market().toString());
        data.put("reason", state.equals("failed") ? "insufficient-stock" : null);
        return Upstream.event(
                type + (several ? ".v2" : ".v1"), "order", demand.order(), version, TRACEPARENT, AUTHOR, data);
    }
}
