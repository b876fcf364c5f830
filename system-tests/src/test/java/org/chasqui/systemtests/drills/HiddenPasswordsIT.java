package org.chasqui.systemtests.drills;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.chasqui.systemtests.Drill;
import org.chasqui.systemtests.processes.Service;
import org.chasqui.systemtests.processes.ShopProcesses;
import org.junit.jupiter.api.Test;

/**
 * Checks environments and arguments for passwords. Other processes of the account can read both, and child processes inherit the
 * environment.
 */
@Drill
class HiddenPasswordsIT {

    private final ShopProcesses processes;

    HiddenPasswordsIT(ShopProcesses processes) {
        this.processes = processes;
    }

    @Test
    void noProcessHasAPasswordInItsEnvironmentOrItsArguments() throws IOException {
        var passwords = Files.readAllLines(processes.home().resolve("secrets")).stream()
                .map(line -> line.substring(line.indexOf('=') + 1))
                .toList();
        assertThat(passwords).hasSizeGreaterThan(Service.values().length).allMatch(password -> password.length() > 40);

        for (var service : Service.values()) {
            assertThat(shown(processes.pid(service))).contains("SPRING_DATASOURCE_USERNAME");
        }
        var everything = ProcessHandle.allProcesses()
                .map(process -> shown(process.pid()))
                .toList();
        assertThat(everything).allSatisfy(shown -> assertThat(passwords).noneMatch(shown::contains));
    }

    private static String shown(long pid) {
        var process = Path.of("/proc", Long.toString(pid));
        return readIfPermitted(process.resolve("environ")) + readIfPermitted(process.resolve("cmdline"));
    }

    private static String readIfPermitted(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        } catch (IOException anothersOrGone) {
            return "";
        }
    }
}
