package org.chasqui.products.commands.domain;

import org.chasqui.platform.TextRule;

/**
 * The text about a product beside its name.
 *
 * @param value up to 200 characters, without surrounding white space
 */
public record Description(String value) {

    public static final int MAX_LENGTH = 200;

    private static final TextRule RULE = new TextRule(0, MAX_LENGTH);

    public Description {
        value = RULE.trimmed(value);
    }
}
