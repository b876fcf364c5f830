package org.chasqui.testing.messaging;

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
import org.chasqui.messaging.queue.RedisQueue;
import org.chasqui.messaging.queue.RedisQueue.LogPositions;
import org.chasqui.messaging.queue.RedisQueue.PushResult;
import org.chasqui.platform.Author;
import org.chasqui.platform.worker.Worker.Pass;
import org.chasqui.testing.RedisServer;
import org.jspecify.annotations.Nullable;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;

/**
 * Takes the place of the services whose events the tested one consumes: it puts events into the lists, and runs the consumers until they have applied
 * them. The content of the events is up to each service.
 */
public final class Upstream {

    private static final int CAPACITY = 1_000;

    /** More than a service needs to make an event a dead letter. */
    private static final int MAX_ATTEMPTS = 10;

    private final Consumers consumers;
    private final StringRedisTemplate redis;

    /** Why with connections of its own: a service may not do what its publishers do. */
    public Upstream(Consumers consumers, RedisServer server) {
        this.consumers = consumers;
        var connections = new LettuceConnectionFactory(server.host(), server.port());
        connections.afterPropertiesSet();
        connections.start();
        redis = new StringRedisTemplate(connections);
    }

    /** The newest state of a thing, in the envelope that travels. */
    public static String event(String type, String aggregate, long id, long version, Map<String, ?> state) {
        return event(type, aggregate, id, version, null, null, state);
    }

    public static String event(
            String type,
            String aggregate,
            long id,
            long version,
            @Nullable String traceparent,
            @Nullable Author author,
            Map<String, ?> state) {
        return EnvelopeJson.write(
                "upstream",
                UUID.randomUUID(),
                type,
                aggregate,
                id,
                version,
                Instant.EPOCH,
                traceparent,
                author,
                EnvelopeJson.data(state));
    }

    /** Returns when all of them are applied; fails if one is not. */
    public void delivers(String stream, List<String> envelopes) {
        var consumer = consumer(stream);
        var tail = push(consumer, envelopes);
        while (!consumer.state().offset().equals(tail)) { // a batch at a time
            assertThat(consumer.runOnce()).isIn(Pass.PROGRESSED, Pass.FINISHED);
        }
    }

    /** Delivers an event that the service cannot apply, until it is a dead letter, and discards that as an operator would. */
    public void loses(String stream, String envelope) {
        var consumer = consumer(stream);
        for (var attempt = 1; !consumer.deadLetters().discard(idOf(envelope)); attempt++) {
            assertThat(attempt).isLessThanOrEqualTo(MAX_ATTEMPTS);
            push(consumer, List.of(envelope)); // a failure drops the list
            try {
                consumer.runOnce();
            } catch (RuntimeException failed) {
                // and is tried again
            }
        }
    }

    /**
     * Begins a rebuild, as an operator would. The next delivery is the stream from its beginning; at its end the rebuild has caught up.
     */
    public void startsOver(String stream) {
        consumer(stream).rebuild();
    }

    /** Says that the stream ends with what was delivered, and turns the consumer until the rebuild is at its end. */
    public void isRebuilt(String stream) {
        var consumer = consumer(stream);
        var queue = new RedisQueue(consumer.queueName(), redis);
        while (consumer.state().isRebuilding()) {
            var end = consumer.state().offset();
            queue.push(CAPACITY, end, List.of())
                    .question()
                    .ifPresent(question -> queue.answer(question, new LogPositions(end.position(), 0)));
            assertThat(consumer.runOnce()).isNotEqualTo(Pass.BLOCKED);
        }
    }

    private Offset push(QueueConsumer consumer, List<String> envelopes) {
        consumer.runOnce(); // it tells Redis its offset
        var from = consumer.state().offset();
        var entries = entriesAfter(from, envelopes);
        var pushed = new RedisQueue(consumer.queueName(), redis).push(CAPACITY, from, entries);
        assertThat(pushed.outcome()).isEqualTo(PushResult.Outcome.OK);
        return pushed.tail().orElseThrow();
    }

    private QueueConsumer consumer(String stream) {
        return consumers.find(stream).orElseThrow();
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
