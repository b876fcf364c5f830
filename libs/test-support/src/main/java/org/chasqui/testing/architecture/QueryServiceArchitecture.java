package org.chasqui.testing.architecture;

import org.junit.jupiter.api.Test;

/** Checks a query service: the rules of every module, and that HTTP requests cannot write. */
public abstract class QueryServiceArchitecture extends ModuleArchitecture {

    @Test
    void answersOnlyReads() {
        ArchitectureRules.A_QUERY_SERVICE_ANSWERS_ONLY_READS.check(module);
    }

    @Test
    void onlyControllersAnswerHttp() {
        ArchitectureRules.A_QUERY_SERVICE_HAS_NO_OTHER_DOOR.check(module);
    }

    @Test
    void requestsCannotReachProjections() {
        ArchitectureRules.A_READER_REACHES_NO_WRITER.check(module);
    }

    @Test
    void everyRequestHasARule() {
        ArchitectureRules.A_REQUEST_HAS_A_RULE.check(module);
    }
}
