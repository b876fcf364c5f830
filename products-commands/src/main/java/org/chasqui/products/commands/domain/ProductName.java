package org.chasqui.products.commands.domain;

import org.chasqui.platform.TextRule;

/**
 * The name of a product; several may have the same.
 *
 * @param value 1 to 50 characters, without surrounding white space
 */
public record ProductName(String value) {

    public static final int MAX_LENGTH = 50;

    private static final TextRule RULE = new TextRule(1, MAX_LENGTH);

    public ProductName {
        value = RULE.trimmed(value);
    }
}
