package org.chasqui.messaging.queue;

import java.util.Optional;

/** Positions as text: plain digits as they are written back, within the range that Lua's numbers keep exact. */
final class Digits {

    private static final int LONGEST = 15;

    private Digits() {}

    static Optional<Long> parse(String text) {
        if (text.isEmpty() || text.length() > LONGEST || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return Optional.empty();
        }
        // why no leading zero: the scripts compare texts, and one that is written back otherwise would never be equal
        return text.length() > 1 && text.startsWith("0") ? Optional.empty() : Optional.of(Long.parseLong(text));
    }
}
