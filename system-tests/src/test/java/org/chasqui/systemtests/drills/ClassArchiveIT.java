package org.chasqui.systemtests.drills;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.chasqui.systemtests.Drill;
import org.chasqui.systemtests.processes.Service;
import org.chasqui.systemtests.processes.ShopProcesses;
import org.junit.jupiter.api.Test;

/** Checks the class archive, because a JVM that cannot use it starts without it, silently, and only needs more time and memory. */
@Drill
class ClassArchiveIT {

    private final ShopProcesses processes;

    ClassArchiveIT(ShopProcesses processes) {
        this.processes = processes;
    }

    @Test
    void allServicesShareOneClassArchive() {
        var archives = Arrays.stream(Service.values())
                .map(service -> processes.mappedFiles(service).stream()
                        .filter(file -> file.endsWith(".aot"))
                        .collect(Collectors.joining(", ")))
                .distinct();

        assertThat(archives).singleElement().asString().isNotEmpty();
    }
}
