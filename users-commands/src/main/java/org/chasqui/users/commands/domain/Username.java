package org.chasqui.users.commands.domain;

import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.util.Locale;
import org.chasqui.platform.TextRule;

/**
 * The unique name of a user, shown exactly as it was chosen.
 *
 * @param value 1 to 50 characters, without surrounding white space
 */
public record Username(String value) {

    public static final int MAX_LENGTH = 50;

    private static final TextRule RULE = new TextRule(1, MAX_LENGTH);

    public Username {
        value = RULE.trimmed(value);
    }

    /**
     * The key by which it is unique: two usernames are the same if they read the same in capitals, whichever way their accents are
     * encoded.
     *
     * <p>Why not {@code lower(username)} in the database: that depends on its locale, and in the C locale knows ASCII
     * only. Why capitals: "ß" and "ss" have the same ones, and so have both small sigmas. Why {@link Locale#ROOT}: in a
     * Turkish locale "i" and "I" would be two letters.
     */
    public String key() {
        return composed(composed(value).toUpperCase(Locale.ROOT));
    }

    private static String composed(String text) {
        return Normalizer.normalize(text, Form.NFC);
    }
}
