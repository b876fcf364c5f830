package org.chasqui.orders.queries;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
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
import org.jspecify.annotations.Nullable;
import org.springframework.boot.test.context.TestComponent;
import org.springframework.data.redis.core.StringRedisTemplate;

/** Stands in for the command services: puts events into a list, and turns the consumer until it has applied them. */
@TestComponent
class Streams {

    private final Consumers consumers;
    private final StringRedisTemplate redis;

    Streams(Consumers consumers, StringRedisTemplate redis) {
        this.consumers = consumers;
        this.redis = redis;
    }

    static String user(long id, long version, String username) {
        return event("user.changed.v1", "user", id, version, Map.of("id", id, "username", username));
    }

    static String product(long id, long version, String name) {
        return event("product.changed.v1", "product", id, version, Map.of("id", id, "name", name, "value", 99_999));
    }

    /** For the order of that id. */
    static String reservation(long order) {
        return event("reservation.made.v1", "reservation", order, 1, Map.of("order", order));
    }

    /** Of one unit with a value of 1,250. */
    static String order(long id, long version, long user, long product, String state) {
        return event(
                "order." + (version == 1 ? "placed" : state) + ".v1",
                "order",
                id,
                version,
                state(id, user, product, state));
    }

    void users(String... envelopes) {
        deliver("users", envelopes);
    }

    void products(String... envelopes) {
        deliver("products", envelopes);
    }

    void orders(String... envelopes) {
        deliver("orders", envelopes);
    }

    void startOver(String stream) {
        consumer(stream).rebuild();
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

    private void deliver(String stream, String... envelopes) {
        var consumer = consumer(stream);
        consumer.runOnce(); // it tells Redis where it stands
        var entries = entriesAfter(consumer.offset(), List.of(envelopes));
        var pushed = new RedisQueue(consumer.queueName(), redis).push(1_000, consumer.offset(), entries);
        assertThat(pushed.outcome()).isEqualTo(Push.Outcome.OK);
        assertThat(consumer.runOnce()).isEqualTo(Pass.PROGRESSED);
        assertThat(consumer.offset()).isEqualTo(pushed.tail().orElseThrow());
    }

    private QueueConsumer consumer(String stream) {
        return consumers.find(stream).orElseThrow();
    }

    private static String event(String type, String aggregate, long id, long version, Map<String, ?> data) {
        return EnvelopeJson.write(
                1, UUID.randomUUID(), type, aggregate, id, version, Instant.EPOCH, null, EnvelopeJson.data(data));
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
