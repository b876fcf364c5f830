package org.chasqui.messaging;

import java.util.Optional;
import org.chasqui.platform.Author;

/**
 * A fact to publish: an aggregate's full state after one change.
 *
 * @param type stable name on the wire with its version, for example {@code order.placed.v1}; 1 to 100 characters
 * @param aggregateType kind of the aggregate, for example {@code order}; 1 to 50 characters
 * @param aggregateId the aggregate's id, unique within its kind
 * @param aggregateVersion version of the aggregate after the change, from 1 without gaps
 * @param data the state, written as JSON; at most 64 KiB of it
 * @param traceparent W3C trace context of what caused the change; empty means that of the calling thread, if it has one
 * @param author who caused it; empty means that of the calling thread, if it has one
 */
public record Event(
        String type,
        String aggregateType,
        long aggregateId,
        long aggregateVersion,
        Object data,
        Optional<String> traceparent,
        Optional<Author> author) {

    public static Event of(String type, String aggregateType, long aggregateId, long aggregateVersion, Object data) {
        return new Event(type, aggregateType, aggregateId, aggregateVersion, data, Optional.empty(), Optional.empty());
    }

    /** The same event, with the trace and the author of the message that caused it rather than of the calling thread. */
    public Event causedBy(Message<?> cause) {
        return new Event(type, aggregateType, aggregateId, aggregateVersion, data, cause.traceparent(), cause.author());
    }
}
