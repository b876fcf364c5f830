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

    private static final int LONGEST_TYPE = 100;
    private static final int LONGEST_AGGREGATE_TYPE = 50;

    /** @throws IllegalArgumentException if a name is empty or too long, or the version is below 1 */
    public Event {
        if (type.isEmpty()
                || type.length() > LONGEST_TYPE
                || aggregateType.isEmpty()
                || aggregateType.length() > LONGEST_AGGREGATE_TYPE
                || aggregateVersion < 1) {
            throw new IllegalArgumentException(
                    "There is no event '%s' of version %d of a '%s'".formatted(type, aggregateVersion, aggregateType));
        }
    }

    public static Event of(String type, String aggregateType, long aggregateId, long aggregateVersion, Object data) {
        return new Event(type, aggregateType, aggregateId, aggregateVersion, data, Optional.empty(), Optional.empty());
    }

    /**
     * Whether an event of the type takes the place of all earlier ones of its aggregate, as {@code user.forgotten.v1} does: what they said is to
     * be kept nowhere. It must be the last event of the aggregate.
     */
    public static boolean forgets(String type) {
        return type.contains(".forgotten.v");
    }

    /** The same event, with the trace and the author of the message that caused it rather than of the calling thread. */
    public Event causedBy(Message<?> cause) {
        return causedBy(cause.traceparent(), cause.author());
    }

    /** The same event, with this trace and this author rather than those of the calling thread. */
    public Event causedBy(Optional<String> trace, Optional<Author> someone) {
        return new Event(type, aggregateType, aggregateId, aggregateVersion, data, trace, someone);
    }
}
