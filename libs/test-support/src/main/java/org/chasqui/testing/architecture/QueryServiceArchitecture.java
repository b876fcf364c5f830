package org.chasqui.testing.architecture;

import org.junit.jupiter.api.Test;

/** What holds in a service that answers from a replica: beside the rules of every module, that HTTP cannot write. */
public abstract class QueryServiceArchitecture extends ModuleArchitecture {

    @Test
    void answersOnlyReads() {
        ArchitectureRules.A_QUERY_SERVICE_ANSWERS_ONLY_READS.check(module);
    }

    @Test
    void hasNoOtherDoor() {
        ArchitectureRules.A_QUERY_SERVICE_HAS_NO_OTHER_DOOR.check(module);
    }

    @Test
    void aReaderReachesNoWriter() {
        ArchitectureRules.A_READER_REACHES_NO_WRITER.check(module);
    }
}
