package org.chasqui.operations;

import org.chasqui.testing.architecture.ArchitectureRules;
import org.chasqui.testing.architecture.ModuleArchitecture;
import org.junit.jupiter.api.Test;

class ArchitectureTests extends ModuleArchitecture {

    @Test
    void everyRequestHasARule() {
        ArchitectureRules.A_REQUEST_HAS_A_RULE.check(module);
    }
}
