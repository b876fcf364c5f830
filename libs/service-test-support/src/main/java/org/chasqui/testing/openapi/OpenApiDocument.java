package org.chasqui.testing.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.regex.Pattern;
import org.chasqui.testing.Project;
import org.junit.jupiter.api.Test;

/**
 * Keeps {@code docs/openapi/<service>.json} current. The test of a service adds what its code does not say:
 * <pre>{@code
 * class OpenApiTests extends OpenApiDocument {
 *     protected Api api() {
 *         return Api.of("users-queries", UsersController.class);
 *     }
 * }
 * }</pre>
 */
public abstract class OpenApiDocument {

    private static final Pattern TYPE = Pattern.compile("\"type\": \"urn:chasqui:problem:([a-z-]+)\"");

    protected abstract Api api();

    @Test
    void theCommittedDocumentIsCurrent() throws IOException {
        var file = Project.find("docs").resolve("openapi").resolve(api().service + ".json");
        var document = Document.of(api());
        if (Boolean.getBoolean("openapi.update")) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, document);
        }
        assertThat(file)
                .as(
                        "the interface has changed and its document has not; to write it anew: %s",
                        "mvn test -Dopenapi.update=true, then commit docs/openapi")
                .content()
                .isEqualTo(document);
    }

    @Test
    void everyProblemIsExplained() throws IOException {
        var problems = Files.readString(Project.find("docs").resolve("problems.md"));
        assertThat(TYPE.matcher(Document.of(api())).results().map(found -> found.group(1)))
                .allSatisfy(slug -> assertThat(problems).contains("### " + slug + "\n"));
    }
}
