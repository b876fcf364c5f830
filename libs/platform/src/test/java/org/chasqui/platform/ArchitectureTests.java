package org.chasqui.platform;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;

import org.chasqui.testing.architecture.ArchitectureRules;
import org.chasqui.testing.architecture.ModuleArchitecture;
import org.junit.jupiter.api.Test;

class ArchitectureTests extends ModuleArchitecture {

    @Test
    void noLoopAsksForTheTime() {
        ArchitectureRules.NOBODY_ASKS_FOR_THE_TIME.check(module.that(resideInAPackage("..worker..")));
    }
}
