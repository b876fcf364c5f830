package org.chasqui.products.commands;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.chasqui.messaging.consumer.Consumers;
import org.chasqui.products.commands.domain.OrderDemand;
import org.chasqui.testing.messaging.Upstream;
import org.springframework.boot.test.context.TestComponent;
import org.springframework.data.redis.core.StringRedisTemplate;

/** Stands in for orders-commands. */
@TestComponent
class OrderStream {

    static final String TRACEPARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    private final Upstream upstream;

    OrderStream(Consumers consumers, StringRedisTemplate redis) {
        upstream = new Upstream(consumers, redis);
    }

    /** Orders that wait for this service: for their stock, or for the end of their cancelling. */
    void delivers(OrderDemand... demands) {
        delivers(Stream.of(demands).map(OrderStream::event).toList());
    }

    void delivers(List<String> envelopes) {
        upstream.delivers("orders", envelopes);
    }

    private static String event(OrderDemand demand) {
        var type = demand.cancelled() ? "order.cancel-requested.v1" : "order.placed.v1";
        var version = demand.cancelled() ? 2 : 1;
        var state = Map.of(
                "id", demand.order(),
                "product", demand.product(),
                "quantity", demand.quantity(),
                "state", "processing",
                "cancelRequested", demand.cancelled());
        return Upstream.event(type, "order", demand.order(), version, TRACEPARENT, state);
    }
}
