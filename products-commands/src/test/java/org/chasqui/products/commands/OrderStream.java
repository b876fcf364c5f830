package org.chasqui.products.commands;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.chasqui.messaging.EnvelopeJson;
import org.chasqui.messaging.consumer.Consumers;
import org.chasqui.messaging.consumer.QueueConsumer;
import org.chasqui.messaging.queue.Entry;
import org.chasqui.messaging.queue.Offset;
import org.chasqui.messaging.queue.Push;
import org.chasqui.messaging.queue.RedisQueue;
import org.chasqui.messaging.runtime.Pass;
import org.chasqui.products.commands.domain.OrderDemand;
import org.springframework.boot.test.context.TestComponent;
import org.springframework.data.redis.core.StringRedisTemplate;

/** Stands in for orders-commands: puts events into the list, and turns the consumer until it has applied them. */
@TestComponent
class OrderStream {

    static final String TRACEPARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    private final QueueConsumer consumer;
    private final RedisQueue queue;

    OrderStream(Consumers consumers, StringRedisTemplate redis) {
        consumer = consumers.find("orders").orElseThrow();
        queue = new RedisQueue(consumer.queueName(), redis);
    }

    /** Orders that wait for this service: for their stock, or for the end of their cancelling. */
    void delivers(OrderDemand... demands) {
        delivers(Stream.of(demands).map(OrderStream::event).toList());
    }

    void delivers(List<String> envelopes) {
        consumer.runOnce(); // it tells Redis where it stands
        var pushed = queue.push(1_000, consumer.offset(), entriesAfter(consumer.offset(), envelopes));
        assertThat(pushed.outcome()).isEqualTo(Push.Outcome.OK);
        while (consumer.runOnce() == Pass.PROGRESSED) {
            // a batch at a time
        }
        assertThat(consumer.offset()).isEqualTo(pushed.tail().orElseThrow());
    }

    private static String event(OrderDemand demand) {
        var type = demand.cancelled() ? "order.cancel-requested.v1" : "order.placed.v1";
        var version = demand.cancelled() ? 2 : 1;
        var data = EnvelopeJson.data(Map.of(
                "id", demand.order(),
                "product", demand.product(),
                "quantity", demand.quantity(),
                "state", "processing",
                "cancelRequested", demand.cancelled()));
        return EnvelopeJson.write(
                1, UUID.randomUUID(), type, "order", demand.order(), version, Instant.EPOCH, TRACEPARENT, data);
    }

    private static List<Entry> entriesAfter(Offset tail, List<String> envelopes) {
        var entries = new ArrayList<Entry>();
        var previous = tail;
        for (var envelope : envelopes) {
            var next = new Offset(previous.position() + 1, idOf(envelope));
            entries.add(Entry.after(previous, next, envelope));
            previous = next;
        }
        return entries;
    }

    private static String idOf(String envelope) {
        return EnvelopeJson.read(envelope, Object.class).id().toString();
    }
}
