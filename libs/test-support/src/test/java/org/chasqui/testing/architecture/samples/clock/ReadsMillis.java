package org.chasqui.testing.architecture.samples.clock;

class ReadsMillis {
    long now() {
        return System.currentTimeMillis();
    }
}
