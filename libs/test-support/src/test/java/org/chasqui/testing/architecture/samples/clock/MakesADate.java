package org.chasqui.testing.architecture.samples.clock;

import java.util.Date;

class MakesADate {
    Date now() {
        return new Date();
    }
}
