package org.chasqui.messaging.queue;

import java.util.Optional;

/**
 * An element of a subscription's list: {@code position:eventId:previousPosition:previousEventId|json}.
 *
 * @param offset the event's place in its stream
 * @param previous position of the entry pushed before it; less than its own, not always by one
 * @param previousId event id of the entry pushed before it
 * @param json the envelope
 */
public record Entry(Offset offset, long previous, String previousId, String json) {

    private static final int FIELDS = 4;

    /** The entry that follows another in the list. */
    public static Entry after(Offset previous, Offset offset, String json) {
        return new Entry(offset, previous.position(), previous.eventId(), json);
    }

    /** Reads an element; empty for any other text. */
    public static Optional<Entry> parse(String text) {
        var bar = text.indexOf('|');
        if (bar < 0) {
            return Optional.empty();
        }
        var header = text.substring(0, bar).split(":", -1);
        if (header.length != FIELDS) {
            return Optional.empty();
        }
        return Offset.parsePosition(header[0])
                .flatMap(position -> Offset.parsePosition(header[2])
                        .map(previous -> new Entry(
                                new Offset(position, header[1]), previous, header[3], text.substring(bar + 1))));
    }

    public String text() {
        return offset.position() + ":" + offset.eventId() + ":" + previous + ":" + previousId + "|" + json;
    }
}
