package org.chasqui.products.queries;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.chasqui.messaging.EnvelopeJson;
import org.chasqui.messaging.consumer.Consumers;
import org.chasqui.messaging.consumer.QueueConsumer;
import org.chasqui.messaging.queue.Entry;
import org.chasqui.messaging.queue.Offset;
import org.chasqui.messaging.queue.Push;
import org.chasqui.messaging.queue.RedisQueue;
import org.chasqui.messaging.runtime.Pass;
import org.springframework.boot.test.context.TestComponent;
import org.springframework.data.redis.core.StringRedisTemplate;

/** Stands in for products-commands: puts events into the list, and turns the consumer until it has applied them. */
@TestComponent
class ProductStream {

    private final QueueConsumer consumer;
    private final RedisQueue queue;

    ProductStream(Consumers consumers, StringRedisTemplate redis) {
        consumer = consumers.find("products").orElseThrow();
        queue = new RedisQueue(consumer.queueName(), redis);
    }

    /** An event with the product's state at that version. */
    static String product(long id, long version, String name, long stock) {
        var type = version == 1 ? "product.created.v1" : "product.changed.v1";
        var data = EnvelopeJson.data(Map.of("id", id, "name", name, "value", 12_500, "stock", stock));
        return EnvelopeJson.write(1, UUID.randomUUID(), type, "product", id, version, Instant.EPOCH, null, data);
    }

    void delivers(String... envelopes) {
        consumer.runOnce(); // it tells Redis where it stands
        var pushed = queue.push(1_000, consumer.offset(), entriesAfter(consumer.offset(), List.of(envelopes)));
        assertThat(pushed.outcome()).isEqualTo(Push.Outcome.OK);
        assertThat(consumer.runOnce()).isEqualTo(Pass.PROGRESSED);
        assertThat(consumer.offset()).isEqualTo(pushed.tail().orElseThrow());
    }

    void startsOver() {
        consumer.rebuild();
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
