package org.chasqui.platform.worker;

import org.chasqui.testing.architecture.ArchitectureRules;
import org.chasqui.testing.architecture.ModuleArchitecture;
import org.junit.jupiter.api.Test;

class WorkerArchitectureTests extends ModuleArchitecture {

    @Test
    void nobodyAsksForTheTime() {
        ArchitectureRules.NOBODY_ASKS_FOR_THE_TIME.check(module);
    }
}
