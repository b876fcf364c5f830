package org.chasqui.http.security;

import java.util.Locale;

/** What a caller is to the shop, as the claim {@code roles} of a token says in lower case. */
public enum Role {
    /** Everybody, also without a token. */
    ANYONE,
    /** Buys, and sees what is his or hers: the user that the claim {@code uid} names. */
    CUSTOMER,
    /** Runs the shop: users, products, stock, and everybody's orders. */
    ADMIN,
    /** Runs the services: Actuator, and no customer's data. */
    OPERATOR;

    boolean isNamed(Object claim) {
        return claim.equals(name().toLowerCase(Locale.ROOT));
    }
}
