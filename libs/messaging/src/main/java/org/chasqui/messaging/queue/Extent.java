package org.chasqui.messaging.queue;

import java.util.Optional;

/**
 * How far a log of events goes, at one moment.
 *
 * @param head position of its newest event, 0 if there is none
 * @param compacted position up to which events may be missing in it that newer ones have replaced
 */
public record Extent(long head, long compacted) {

    /** Reads {@code head:compacted}, as Redis holds it; empty for anything else. */
    static Optional<Extent> parse(String text) {
        var colon = text.indexOf(':');
        return colon < 0
                ? Optional.empty()
                : Digits.parse(text.substring(0, colon))
                        .flatMap(head ->
                                Digits.parse(text.substring(colon + 1)).map(compacted -> new Extent(head, compacted)));
    }

    @Override
    public String toString() {
        return head + ":" + compacted;
    }
}
