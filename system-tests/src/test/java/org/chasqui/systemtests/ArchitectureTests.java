package org.chasqui.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.chasqui.testing.architecture.ArchitectureRules;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Checks the rules between modules on the compiled classes of all modules. Each module checks the rules within it. */
class ArchitectureTests {

    private static final JavaClasses SYSTEM = new ClassFileImporter()
            .importPaths(
                    modules().map(module -> module.resolve("target/classes")).toList());

    @Test
    void noServiceDependsOnAnother() {
        ArchitectureRules.NO_SERVICE_DEPENDS_ON_ANOTHER.check(SYSTEM);
    }

    @Test
    void librariesKnowNoService() {
        ArchitectureRules.LIBRARIES_KNOW_NO_SERVICE.check(SYSTEM);
    }

    @Test
    void onlyMessagingNamesEventKeys() {
        ArchitectureRules.ONLY_MESSAGING_NAMES_EVENT_KEYS.check(SYSTEM);
    }

    @Test
    void onlyMessagingUsesLists() {
        ArchitectureRules.ONLY_MESSAGING_USES_LISTS.check(SYSTEM);
    }

    @ParameterizedTest
    @MethodSource("modules")
    void seesEveryModule(Path module) {
        assertThat(module.resolve("target/classes/org/chasqui")).isDirectory();
    }

    @ParameterizedTest
    @MethodSource("modules")
    void everyModuleTestsItsOwnRules(Path module) throws IOException {
        try (var tests = Files.walk(module.resolve("src/test/java"))) {
            assertThat(tests).anyMatch(file -> file.endsWith("ArchitectureTests.java"));
        }
    }

    /** The compiler does not check this: it accepts a file in any directory, so a misplaced copy stays unnoticed. */
    @Test
    void everyFileLiesInTheDirectoryOfItsPackage() throws IOException {
        try (var files = Files.walk(Path.of("").toAbsolutePath().getParent())) {
            assertThat(files.filter(ArchitectureTests::isSource))
                    .isNotEmpty()
                    .filteredOn(file -> !packageOf(file).equals(directoryOf(file)))
                    .isEmpty();
        }
    }

    private static boolean isSource(Path file) {
        return file.toString().matches(".*/src/(main|test)/java/.*\\.java");
    }

    private static String packageOf(Path file) {
        try (var lines = Files.lines(file)) {
            return lines.filter(line -> line.startsWith("package "))
                    .map(line -> line.replaceAll("package |;", ""))
                    .findFirst()
                    .orElse("");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String directoryOf(Path file) {
        return file.getParent()
                .toString()
                .replaceFirst(".*/src/(main|test)/java/", "")
                .replace('/', '.');
    }

    /** Every module with production code. */
    private static Stream<Path> modules() {
        return Stream.concat(
                        Stream.of("users", "products", "orders")
                                .flatMap(domain -> Stream.of(domain + "-commands", domain + "-queries")),
                        Stream.of("libs/platform", "libs/messaging", "libs/http", "libs/views", "libs/operations"))
                .map(Path.of("").toAbsolutePath().getParent()::resolve);
    }
}
