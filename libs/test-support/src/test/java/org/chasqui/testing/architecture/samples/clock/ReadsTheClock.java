package org.chasqui.testing.architecture.samples.clock;

import java.time.Instant;

class ReadsTheClock {
    Instant now() {
        return Instant.now();
    }
}
