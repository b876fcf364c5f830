package org.chasqui.systemtests.openapi;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.chasqui.testing.Project;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads the committed documents of the six services. */
public final class Documents {

    public static final JsonMapper JSON = JsonMapper.builder().build();

    /** In the order in which a newcomer reads them. */
    public static final List<String> SERVICES = List.of(
            "users-commands",
            "users-queries",
            "products-commands",
            "products-queries",
            "orders-commands",
            "orders-queries");

    private static final Path DOCS = Project.find("docs");

    private Documents() {}

    public static JsonNode of(String service) {
        return JSON.readTree(read("openapi/" + service + ".json"));
    }

    public static Stream<ApiOperation> operations() {
        return SERVICES.stream().flatMap(service -> operations(service, of(service)));
    }

    /** @param file under {@code docs} */
    public static Path file(String file) {
        return DOCS.resolve(file);
    }

    public static String read(String file) {
        try {
            return Files.readString(file(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<ApiOperation> operations(String service, JsonNode document) {
        return document.path("paths")
                .propertyStream()
                .flatMap(path -> path.getValue()
                        .propertyStream()
                        .map(verb ->
                                new ApiOperation(service, verb.getKey(), path.getKey(), verb.getValue(), document)));
    }
}
