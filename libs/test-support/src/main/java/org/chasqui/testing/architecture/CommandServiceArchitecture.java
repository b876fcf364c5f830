package org.chasqui.testing.architecture;

import org.junit.jupiter.api.Test;

/** What holds in a service that decides: beside the rules of every module, those that keep its domain in the middle. */
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
    void aPostIsRepeatableByItsKey() {
        ArchitectureRules.A_POST_IS_REPEATABLE_BY_ITS_KEY.check(module);
    }

    @Test
    void useCasesKnowNoDoor() {
        ArchitectureRules.USE_CASES_KNOW_NO_DOOR.check(module);
    }
}
