package org.chasqui.users.queries;

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

/** Stands in for users-commands: puts events into the list, and turns the consumer until it has applied them. */
@TestComponent
class UserStream {

    private final QueueConsumer consumer;
    private final RedisQueue queue;

    UserStream(Consumers consumers, StringRedisTemplate redis) {
        consumer = consumers.find("users").orElseThrow();
        queue = new RedisQueue(consumer.queueName(), redis);
    }

    /** An event with the user's state at that version. */
    static String user(long id, long version, String username) {
        var type = version == 1 ? "user.created.v1" : "user.changed.v1";
        var data = EnvelopeJson.data(Map.of("id", id, "username", username));
        return EnvelopeJson.write(1, UUID.randomUUID(), type, "user", id, version, Instant.EPOCH, null, data);
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
