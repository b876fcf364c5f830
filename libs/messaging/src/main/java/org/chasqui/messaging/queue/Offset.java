package org.chasqui.messaging.queue;

import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A place in a stream: the position of an event and that event's id.
 *
 * <p>Why both: after the source was restored from a backup, other events get the same positions, and only the id tells them apart.
 *
 * @param position 0 for the beginning, else 1 to 999,999,999,999,999
 * @param eventId empty at the beginning
 */
public record Offset(long position, String eventId) {

    /** Why no leading zero: the scripts compare texts, and a position that was written in another way would never be equal. */
    private static final Pattern POSITION = Pattern.compile("0|[1-9][0-9]{0,14}");

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
                : parsePosition(text.substring(0, colon))
                        .map(position -> new Offset(position, text.substring(colon + 1)));
    }

    /** Reads a position; empty unless it has the written form, with so few digits that a number in Lua is exact. */
    static Optional<Long> parsePosition(String text) {
        return POSITION.matcher(text).matches() ? Optional.of(Long.parseLong(text)) : Optional.empty();
    }

    @Override
    public String toString() {
        return position + ":" + eventId;
    }
}
