package org.chasqui.testing.architecture.samples.clock;

import java.time.Clock;
import java.time.Instant;

class IsGivenAClock {
    Instant now(Clock clock) {
        return Instant.now(clock);
    }
}
