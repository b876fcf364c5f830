package org.chasqui.systemtests.drills;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.chasqui.systemtests.Drill;
import org.chasqui.systemtests.processes.Service;
import org.chasqui.systemtests.processes.ShopProcesses;
import org.junit.jupiter.api.Test;

/** A JVM that cannot use the archive of classes starts without it, silently: nothing but time and memory would tell. */
@Drill
class ClassArchiveIT {

    private final ShopProcesses processes;

    ClassArchiveIT(ShopProcesses processes) {
        this.processes = processes;
    }

    @Test
    void allServicesShareOneArchiveOfClasses() {
        var archives = Arrays.stream(Service.values())
                .map(service -> processes.mappedFiles(service).stream()
                        .filter(file -> file.endsWith(".aot"))
                        .collect(Collectors.joining(", ")))
                .distinct();

        assertThat(archives).singleElement().asString().isNotEmpty();
    }
}
