package org.chasqui.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Checks that every relative link in the project's documents leads to an existing file, and to an existing heading if it names one. */
class DocumentLinksTests {

    private static final Path PROJECT = Path.of("").toAbsolutePath().getParent();

    private static final Pattern CODE_BLOCK = Pattern.compile("(?ms)^ *```.*?^ *```$");
    private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:)([^)#\\s]*)(?:#([^)\\s]*))?\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} (.+)$");
    private static final Pattern NOT_IN_AN_ANCHOR = Pattern.compile("[^\\p{L}\\p{M}\\p{N}_ -]");

    /** @param anchor empty if the link is to the whole file */
    private record Link(Path document, Path target, String anchor) {

        static Link in(Path document, MatchResult link) {
            var file = link.group(1);
            return new Link(
                    PROJECT.relativize(document),
                    file.isEmpty() ? document : document.resolveSibling(file).normalize(),
                    Objects.requireNonNullElse(link.group(2), ""));
        }

        boolean isToAHeading() {
            return !anchor.isEmpty() && Files.isRegularFile(target);
        }
    }

    @Test
    void leadToFilesThatExist() {
        assertThat(links())
                .isNotEmpty()
                .filteredOn(link -> !Files.exists(link.target()))
                .isEmpty();
    }

    @Test
    void leadToHeadingsThatExist() {
        assertThat(links())
                .filteredOn(Link::isToAHeading)
                .isNotEmpty()
                .filteredOn(link -> !anchorsOf(link.target()).contains(link.anchor()))
                .isEmpty();
    }

    private static List<Link> links() {
        return documents()
                .flatMap(document -> LINK.matcher(prose(document)).results().map(link -> Link.in(document, link)))
                .toList();
    }

    private static Stream<Path> documents() {
        try (var ofProject = Files.list(PROJECT);
                var inDocs = Files.walk(PROJECT.resolve("docs"))) {
            return Stream.concat(ofProject, inDocs)
                    .filter(file -> file.toString().endsWith(".md"))
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The anchors that GitHub gives to headings. */
    private static List<String> anchorsOf(Path document) {
        return HEADING.matcher(prose(document))
                .results()
                .map(heading -> heading.group(1).toLowerCase(Locale.ROOT))
                .map(heading -> NOT_IN_AN_ANCHOR.matcher(heading).replaceAll("").replace(' ', '-'))
                .toList();
    }

    private static String prose(Path document) {
        try {
            return CODE_BLOCK.matcher(Files.readString(document)).replaceAll("");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
