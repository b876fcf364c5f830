package org.chasqui.messaging.sample;

/** Does what only messaging may do. */
public class NamesItsKeys {
    String key() {
        return "evt:{1.orders-queries}:q";
    }
}
