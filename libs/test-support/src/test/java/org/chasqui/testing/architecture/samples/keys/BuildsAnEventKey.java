package org.chasqui.testing.architecture.samples.keys;

class BuildsAnEventKey {
    String key(String subscriber) {
        return "evt:{" + subscriber + "}:a";
    }
}
