package org.chasqui.testing.architecture.samples.keys;

class NamesAnEventKey {
    String key() {
        return "evt:{1.orders-queries}:q";
    }
}
