package org.chasqui.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.chasqui.systemtests.drills.Scenario;
import org.chasqui.systemtests.drills.Scenarios;
import org.junit.jupiter.api.Test;

/** Checks that the tests and drills that docs/guarantees.md names exist. */
class GuaranteesTests {

    private static final Path PROJECT = Path.of("").toAbsolutePath().getParent();
    private static final Pattern TEST_CLASS = Pattern.compile("`(\\w+(?:IT|Tests))`");

    private static final Pattern DRILL = Pattern.compile("`drill ([a-z-]+)`");

    @Test
    void namesOnlyTestsThatExist() throws IOException {
        assertThat(named(TEST_CLASS)).isNotEmpty().isSubsetOf(testClasses());
    }

    @Test
    void namesOnlyDrillsThatExist() throws IOException {
        assertThat(named(DRILL))
                .isNotEmpty()
                .isSubsetOf(Scenarios.all().stream().map(Scenario::name).toList());
    }

    private static List<String> named(Pattern kind) throws IOException {
        return kind.matcher(Files.readString(PROJECT.resolve("docs/guarantees.md")))
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    private static List<String> testClasses() throws IOException {
        try (var modules = Files.list(PROJECT);
                var libraries = Files.list(PROJECT.resolve("libs"))) {
            return Stream.concat(modules, libraries)
                    .map(module -> module.resolve("src/test/java"))
                    .filter(Files::isDirectory)
                    .flatMap(GuaranteesTests::sources)
                    .toList();
        }
    }

    private static Stream<String> sources(Path directory) {
        try (var files = Files.walk(directory)) {
            return files
                    .map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".java"))
                    .map(name -> name.replace(".java", ""))
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
