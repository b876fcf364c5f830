package org.chasqui.messaging;

/** An event's data does not fit into a list entry, so it was not published and its transaction must not commit. */
public final class EventTooLarge extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public EventTooLarge(String type, long aggregateId, int size, int limit) {
        super("Event %s of %d takes %d bytes, the limit is %d as PostgreSQL writes it"
                .formatted(type, aggregateId, size, limit));
    }
}
