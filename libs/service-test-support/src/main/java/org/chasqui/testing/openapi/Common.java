package org.chasqui.testing.openapi;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The parts that all documents share: {@code common.json}. */
final class Common {

    static final JsonMapper JSON = JsonMapper.builder().build();

    private static final ObjectNode ALL = read();

    private Common() {}

    static ObjectNode parameter(String name) {
        return entry("parameters", name);
    }

    static ObjectNode header(String name) {
        return entry("headers", name);
    }

    /** The meaning of a field of a shared record; empty for other records. */
    static String field(Class<?> body, String name) {
        return ALL.path("fields").path(body.getSimpleName()).path(name).asString("");
    }

    static ObjectNode securityScheme() {
        return entry("securitySchemes", "token");
    }

    private static ObjectNode entry(String section, String name) {
        if (ALL.path(section).path(name) instanceof ObjectNode found) {
            return found.deepCopy();
        }
        throw new IllegalStateException("common.json has no %s in %s".formatted(name, section));
    }

    private static ObjectNode read() {
        try (var file = Objects.requireNonNull(Common.class.getResourceAsStream("common.json"))) {
            return (ObjectNode) JSON.readTree(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
