package org.chasqui.messaging;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.chasqui.platform.Author;

/**
 * An event as a subscriber gets it, its data read into the subscriber's own record.
 *
 * @param id the event's id, the same at every delivery
 * @param type the name on the wire, for example {@code order.placed.v1}
 * @param aggregateId id of the aggregate whose state this is
 * @param version version of the aggregate, from 1
 * @param at when the source's database wrote it
 * @param traceparent W3C trace context of the request that caused it
 * @param author who sent that request; empty where nobody was asked
 * @param data the aggregate's full state
 */
public record Message<T>(
        UUID id,
        String type,
        long aggregateId,
        long version,
        Instant at,
        Optional<String> traceparent,
        Optional<Author> author,
        T data) {

    /**
     * The newest message of each aggregate, in ascending order of aggregate id.
     *
     * <p>Events carry full state, so the newest of a batch says all that the others said; the order by id lets a handler lock
     * rows without deadlocks. All messages must be of one kind of aggregate.
     */
    public static <T> List<Message<T>> newestOfEach(Collection<Message<T>> messages) {
        var newest = new TreeMap<Long, Message<T>>();
        for (var message : messages) {
            newest.merge(message.aggregateId(), message, (a, b) -> b.version() > a.version() ? b : a);
        }
        return List.copyOf(newest.values());
    }
}
