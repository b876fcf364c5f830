package org.chasqui.users.commands.domain;

import org.chasqui.platform.TextRule;

/**
 * A first or a last name.
 *
 * @param value 1 to 100 characters, without surrounding white space; longer than any name in use, shorter than an abuse
 */
public record PersonName(String value) {

    public static final int MAX_LENGTH = 100;

    private static final TextRule RULE = new TextRule(1, MAX_LENGTH);

    public PersonName {
        value = RULE.trimmed(value);
    }
}
