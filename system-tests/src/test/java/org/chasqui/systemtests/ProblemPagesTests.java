package org.chasqui.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Checks that docs/problems.md has a section for every problem type of the services and the gateway, and no other sections. Clients rely on
 * these types, so this test fails if a type is renamed or gets another status at the gateway.
 */
class ProblemPagesTests {

    private static final Path PROJECT = Path.of("").toAbsolutePath().getParent();

    private static final Pattern SECTION = Pattern.compile("(?m)^### ([a-z-]+)\\n\\n\\*\\*(\\d{3})\\*\\* \\S");
    private static final Pattern OF_ALL_SERVICES = Pattern.compile("(?m)^    ([A-Z_]+)\\(\\s*HttpStatus\\.");
    private static final Pattern REFUSAL = Pattern.compile("\"([a-z]+(?:-[a-z]+)+)\"");
    private static final Pattern OF_THE_GATEWAY = Pattern.compile("(?m)^    (\\d{3}) +\"([a-z-]+)\";");

    private final Map<String, Integer> sections = new TreeMap<>();

    ProblemPagesTests() {
        matches(SECTION, read("docs/problems.md"))
                .forEach(section -> sections.put(section.group(1), Integer.valueOf(section.group(2))));
    }

    @Test
    void describeEveryProblemAndNoOther() {
        var types = new TreeSet<String>();
        matches(OF_ALL_SERVICES, read("libs/http/src/main/java/org/chasqui/http/problem/ProblemType.java"))
                .map(type -> type.group(1).toLowerCase(Locale.ROOT).replace('_', '-'))
                .forEach(types::add);
        refusals()
                .flatMap(refusal -> matches(REFUSAL, refusal))
                .map(slug -> slug.group(1))
                .forEach(types::add);
        gateway().map(type -> type.group(2)).forEach(types::add);

        assertThat(sections.keySet()).containsExactlyElementsOf(types);
    }

    @Test
    void nameTheStatusThatTheGatewayAnswers() {
        assertThat(gateway())
                .isNotEmpty()
                .allSatisfy(type -> assertThat(sections).containsEntry(type.group(2), Integer.valueOf(type.group(1))));
    }

    private static Stream<MatchResult> gateway() {
        return matches(OF_THE_GATEWAY, read("gateway/gateway.conf.template"));
    }

    /** The sources of all refusals. */
    private static Stream<String> refusals() {
        try (var files = Files.walk(PROJECT)) {
            return files
                    .filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> file.toString().contains("/src/main/"))
                    .map(ProblemPagesTests::read)
                    .filter(source -> source.contains(" extends Refusal "))
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<MatchResult> matches(Pattern pattern, String text) {
        return pattern.matcher(text).results();
    }

    private static String read(String file) {
        return read(PROJECT.resolve(file));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
