package org.chasqui.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What docs/guarantees.md names as the proof of a promise is there. */
class GuaranteesTests {

    private static final Path PROJECT = Path.of("").toAbsolutePath().getParent();
    private static final Pattern TEST_CLASS = Pattern.compile("`(\\w+(?:IT|Tests))`");

    @Test
    void namesOnlyTestsThatExist() throws IOException {
        assertThat(classesNamed()).isNotEmpty().isSubsetOf(testClasses());
    }

    private static List<String> classesNamed() throws IOException {
        return TEST_CLASS
                .matcher(Files.readString(PROJECT.resolve("docs/guarantees.md")))
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
