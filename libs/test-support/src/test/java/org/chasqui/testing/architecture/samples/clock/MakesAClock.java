package org.chasqui.testing.architecture.samples.clock;

import java.time.Clock;

class MakesAClock {
    Clock clock = Clock.systemUTC();
}
