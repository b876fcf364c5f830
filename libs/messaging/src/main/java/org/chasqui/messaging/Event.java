package org.chasqui.messaging;

import java.util.Optional;

/**
 * A fact to publish: an aggregate's full state after one change.
 *
 * @param type stable name on the wire with its version, for example {@code order.placed.v1}; 1 to 100 characters
 * @param aggregateType kind of the aggregate, for example {@code order}; 1 to 50 characters
 * @param aggregateId the aggregate's id, unique within its kind
 * @param aggregateVersion version of the aggregate after the change, from 1 without gaps
 * @param data the state, written as JSON; at most 64 KiB of it
 * @param traceparent W3C trace context of what caused the change; empty means that of the calling thread, if it has one
 */
public record Event(
        String type,
        String aggregateType,
        long aggregateId,
        long aggregateVersion,
        Object data,
        Optional<String> traceparent) {

    public static Event of(String type, String aggregateType, long aggregateId, long aggregateVersion, Object data) {
        return new Event(type, aggregateType, aggregateId, aggregateVersion, data, Optional.empty());
    }

    /** The same event, traced to the message that caused it rather than to the calling thread. */
    public Event causedBy(Message<?> cause) {
        return new Event(type, aggregateType, aggregateId, aggregateVersion, data, cause.traceparent());
    }
}
