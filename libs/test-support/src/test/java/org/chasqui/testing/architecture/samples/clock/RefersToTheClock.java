package org.chasqui.testing.architecture.samples.clock;

import java.time.LocalDate;
import java.util.function.Supplier;

class RefersToTheClock {
    Supplier<LocalDate> today = LocalDate::now;
}
