package org.chasqui.systemtests.drills;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.chasqui.systemtests.Drill;
import org.chasqui.systemtests.processes.Service;
import org.chasqui.systemtests.processes.ShopProcesses;
import org.junit.jupiter.api.Test;

/**
 * Looks for passwords in environments and arguments, which other processes of the account can read, and in files.
 */
@Drill
class HiddenPasswordsIT {

    private static final int LENGTH = 48;

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
        var passwords = Set.copyOf(passwords());
        assertThat(passwords).allMatch(password -> password.matches("[0-9a-f]{" + LENGTH + "}"));
        try (var files = Files.walk(processes.home())) {
            var found = files.filter(Files::isRegularFile)
                    .filter(file -> hasOneOf(passwords, readIfPermitted(file)))
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

    /** Why not one after the other: the home has hundreds of megabytes, and few of them are that many hexadecimal digits in a row. */
    private static boolean hasOneOf(Set<String> passwords, String text) {
        for (int i = 0, digits = 0; i < text.length(); i++) {
            digits = HexFormat.isHexDigit(text.charAt(i)) ? digits + 1 : 0;
            if (digits >= LENGTH && passwords.contains(text.substring(i + 1 - LENGTH, i + 1))) {
                return true;
            }
        }
        return false;
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
