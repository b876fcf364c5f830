package org.chasqui.systemtests.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.chasqui.testing.Project;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Checks that ShellCheck finds nothing in the project's shell scripts, and that the parts of {@code ./chasqui} stay small. */
class ShellScriptsTests {

    private static final int LONGEST_PART = 250;
    private static final String PROGRAM = "shellcheck";
    private static final Path PROJECT = Project.find("chasqui").getParent();

    static List<Path> programs() throws IOException {
        try (var files = Stream.of("chasqui", ".ci", "containers")
                .flatMap(place -> walk(PROJECT.resolve(place)))
                .filter(ShellScriptsTests::isForAShell)) {
            return files.map(PROJECT::relativize).toList();
        }
    }

    /** The files that are not executable. An executable file is a separate program. */
    static List<Path> parts() {
        try (var files = walk(PROJECT.resolve("script"))) {
            return files.filter(file -> !Files.isExecutable(file))
                    .map(PROJECT::relativize)
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("programs")
    void areCleanByShellCheck(Path program) throws IOException, InterruptedException {
        assumeTrue(isInstalled(), ShellScriptsTests::sayThatNothingIsChecked);
        // why these options: ShellCheck then also checks the parts that a script sources
        var check = new ProcessBuilder(PROGRAM, "--external-sources", "--check-sourced", program.toString())
                .directory(PROJECT.toFile())
                .redirectErrorStream(true)
                .start();
        var findings = new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(check.waitFor()).as(findings).isZero();
    }

    /** ShellCheck would not check a part that {@code ./chasqui} does not source by its path. */
    @ParameterizedTest
    @MethodSource("parts")
    void everyPartIsSourcedByItsPath(Path part) {
        assertThat(PROJECT.resolve("chasqui")).content().contains("\nsource \"$project/%s\"\n".formatted(part));
    }

    @ParameterizedTest
    @MethodSource("parts")
    void everyPartIsShort(Path part) throws IOException {
        assertThat(Files.readAllLines(PROJECT.resolve(part))).hasSizeLessThanOrEqualTo(LONGEST_PART);
    }

    @Test
    void theProgramItselfIsShort() throws IOException {
        assertThat(Files.readAllLines(PROJECT.resolve("chasqui"))).hasSizeLessThanOrEqualTo(LONGEST_PART);
    }

    private static boolean isInstalled() {
        return Stream.of(Objects.requireNonNullElse(System.getenv("PATH"), "").split(File.pathSeparator))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, PROGRAM)));
    }

    private static String sayThatNothingIsChecked() {
        var reason = "ShellCheck is not installed, so the shell scripts are not checked (apt-get install shellcheck)";
        System.out.println("[shell scripts] " + reason);
        return reason;
    }

    private static boolean isForAShell(Path file) {
        try (var lines = Files.lines(file)) {
            return lines.findFirst()
                    .filter(line -> line.matches("#!.*\\b(ba)?sh"))
                    .isPresent();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<Path> walk(Path place) {
        try {
            return Files.walk(place).filter(Files::isRegularFile).sorted();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
