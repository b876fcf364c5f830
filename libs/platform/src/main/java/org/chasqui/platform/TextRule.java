package org.chasqui.platform;

import java.util.Optional;

/**
 * The rule for the text of a field. Surrounding white space is not part of it; what remains is kept exactly as it was sent.
 *
 * <p>Length is counted in Unicode code points, so that an emoji is one character however it is encoded. Control
 * characters and unpaired surrogates are refused: PostgreSQL cannot store U+0000, UTF-8 cannot carry half a pair, and
 * the others break logs and terminals.
 *
 * @param min least code points after trimming, 0 or more
 * @param max most code points after trimming
 */
public record TextRule(int min, int max) {

    /** The rule that the text breaks, as the end of a sentence that begins with the field's name; empty if it breaks none. */
    public Optional<String> violationIn(String text) {
        if (text.codePoints().anyMatch(TextRule::isUnpairedSurrogate)) {
            return Optional.of("must not contain half of a surrogate pair");
        }
        var trimmed = text.strip();
        if (trimmed.codePoints().anyMatch(Character::isISOControl)) {
            return Optional.of("must not contain control characters");
        }
        var length = trimmed.codePointCount(0, trimmed.length());
        return length >= min && length <= max ? Optional.empty() : Optional.of(expected());
    }

    /**
     * The text as the domain keeps it.
     *
     * @throws IllegalArgumentException if the text breaks this rule
     */
    public String trimmed(String text) {
        violationIn(text).ifPresent(violation -> {
            throw new IllegalArgumentException("Text " + violation);
        });
        return text.strip();
    }

    private String expected() {
        return min == 0
                ? "must have at most %d characters".formatted(max)
                : "must have %d to %d characters".formatted(min, max);
    }

    private static boolean isUnpairedSurrogate(int codePoint) {
        return Character.getType(codePoint) == Character.SURROGATE; // a pair is one code point beyond them
    }
}
