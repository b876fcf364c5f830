package org.chasqui.systemtests.drills;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import org.chasqui.systemtests.Drill;
import org.chasqui.systemtests.processes.Service;
import org.chasqui.systemtests.processes.ShopProcesses;
import org.junit.jupiter.api.Test;

/**
 * Looks for passwords in environments and arguments, which other processes of the account can read, and in files.
 */
@Drill
class HiddenPasswordsIT {

    private final ShopProcesses processes;

    HiddenPasswordsIT(ShopProcesses processes) {
        this.processes = processes;
    }

    @Test
    void noProcessHasAPasswordInItsEnvironmentOrItsArguments() throws IOException {
        var passwords = passwords();
        assertThat(passwords).hasSizeGreaterThan(Service.values().length).allMatch(password -> password.length() > 40);

        for (var service : Service.values()) {
            assertThat(shown(processes.pid(service))).contains("SPRING_DATASOURCE_USERNAME");
        }
        var everything = ProcessHandle.allProcesses()
                .map(process -> shown(process.pid()))
                .toList();
        assertThat(everything).allSatisfy(shown -> assertThat(passwords).noneMatch(shown::contains));
    }

    /** Also logs, the rendered configuration and the data of the servers, which hold hashes. */
    @Test
    void noFileHasAPasswordButThoseThatHandItOutToTheirOwners() throws IOException {
        var passwords = passwords();
        try (var files = Files.walk(processes.home())) {
            var found = files.filter(Files::isRegularFile)
                    .filter(file -> passwords.stream().anyMatch(readIfPermitted(file)::contains))
                    .toList();
            assertThat(found)
                    .contains(processes.home().resolve("secrets"))
                    .allSatisfy(
                            file -> assertThat(processes.home().relativize(file).toString())
                                    .matches("secrets|passwords/.*"))
                    .allSatisfy(file -> assertThat(Files.getPosixFilePermissions(file))
                            .isSubsetOf(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE));
        }
    }

    private List<String> passwords() throws IOException {
        return Files.readAllLines(processes.home().resolve("secrets")).stream()
                .map(line -> line.substring(line.indexOf('=') + 1))
                .toList();
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
