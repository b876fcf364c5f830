package org.chasqui.testing.architecture;

import org.junit.jupiter.api.Test;

/** Checks a command service: the rules of every module, and those that keep its domain independent. */
public abstract class CommandServiceArchitecture extends ModuleArchitecture {

    @Test
    void theDomainKnowsNoTechnology() {
        ArchitectureRules.THE_DOMAIN_KNOWS_NO_TECHNOLOGY.check(module);
    }

    @Test
    void theDomainKnowsNoUseCase() {
        ArchitectureRules.THE_DOMAIN_KNOWS_NO_USE_CASE.check(module);
    }

    @Test
    void aPostIsRepeatableWithAKey() {
        ArchitectureRules.A_POST_IS_REPEATABLE_BY_ITS_KEY.check(module);
    }

    @Test
    void useCasesKnowNeitherHttpNorMessages() {
        ArchitectureRules.USE_CASES_KNOW_NO_DOOR.check(module);
    }

    @Test
    void everyRequestHasARule() {
        ArchitectureRules.A_REQUEST_HAS_A_RULE.check(module);
    }
}
