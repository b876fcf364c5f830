package org.chasqui.messaging.sample;

/** Names a key, which only messaging may do. */
public class NamesItsKeys {
    String key() {
        return "evt:{1.orders-queries}:q";
    }
}
