package org.chasqui.orders.commands;

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

/** Stands in for users-commands and products-commands: puts events into a list, and turns the consumer until it has applied them. */
@TestComponent
public class Streams {

    /** The trace of every event. */
    public static final String TRACEPARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    private final Consumers consumers;
    private final StringRedisTemplate redis;

    Streams(Consumers consumers, StringRedisTemplate redis) {
        this.consumers = consumers;
        this.redis = redis;
    }

    public static String user(long id, long version) {
        return event("user.changed.v1", "user", id, version, Map.of("id", id));
    }

    public static String product(long id, long version, long value) {
        return event("product.changed.v1", "product", id, version, Map.of("id", id, "value", value));
    }

    public static String reserved(long order) {
        return reservation("reservation.made.v1", order, 1, Map.of("order", order, "state", "reserved"));
    }

    public static String refused(long order) {
        var data = Map.of("order", order, "state", "refused", "reason", "insufficient-stock");
        return reservation("reservation.refused.v1", order, 1, data);
    }

    public static String released(long order) {
        return reservation("reservation.released.v1", order, 2, Map.of("order", order, "state", "released"));
    }

    public void users(String... envelopes) {
        deliver("users", envelopes);
    }

    public void products(String... envelopes) {
        deliver("products", envelopes);
    }

    public void startOver(String stream) {
        consumer(stream).rebuild();
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

    private static String reservation(String type, long order, long version, Map<String, ?> data) {
        return event(type, "reservation", order, version, data);
    }

    private static String event(String type, String aggregate, long id, long version, Map<String, ?> data) {
        return EnvelopeJson.write(
                1,
                UUID.randomUUID(),
                type,
                aggregate,
                id,
                version,
                Instant.EPOCH,
                TRACEPARENT,
                EnvelopeJson.data(data));
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
