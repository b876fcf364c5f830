package org.chasqui.messaging.queue;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A place in a stream: the position of an event and that event's id.
 *
 * <p>Why both: after the source was restored from a backup, positions are given out again to other events, and only the id tells.
 *
 * @param position 0 for the beginning, else 1 to 2^53 - 1
 * @param eventId empty at the beginning
 */
public record Offset(long position, String eventId) {

    /** Before the first event. */
    public static final Offset START = new Offset(0, "");

    /** Reads {@code position:eventId}, as Redis holds it; empty for anything else. */
    static Optional<Offset> parse(@Nullable String text) {
        if (text == null) {
            return Optional.empty();
        }
        var colon = text.indexOf(':');
        return colon < 0
                ? Optional.empty()
                : Digits.parse(text.substring(0, colon))
                        .map(position -> new Offset(position, text.substring(colon + 1)));
    }

    @Override
    public String toString() {
        return position + ":" + eventId;
    }
}
