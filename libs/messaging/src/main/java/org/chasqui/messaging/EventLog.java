package org.chasqui.messaging;

import java.util.List;

/** The log of the events that a service publishes, in the same database as the changes themselves. */
public interface EventLog {

    /**
     * Writes the event in the running transaction; it is delivered to every subscriber if, and only if, that commits.
     *
     * <p>Call it after the aggregate's versioned write was flushed: the row lock taken there is what keeps the events of one
     * aggregate in the order of its versions.
     *
     * @throws IllegalStateException if no transaction is running; nothing was written
     * @throws EventTooLarge if the data takes more than 64 KiB; nothing was written
     */
    default void append(Event event) {
        append(List.of(event));
    }

    /** Writes several events at once, in their order; otherwise as {@link #append(Event)}. */
    void append(List<Event> events);

    /** An event's data does not fit into a list entry, so it was not published and its transaction must not commit. */
    public static final class EventTooLarge extends RuntimeException {

        private static final long serialVersionUID = 1L;

        public EventTooLarge(String type, long aggregateId, int size, int limit) {
            super("Event %s of %d takes %d bytes, the limit is %d as PostgreSQL writes it"
                    .formatted(type, aggregateId, size, limit));
        }
    }
}
