package org.chasqui.systemtests.openapi;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * An operation of an OpenAPI document.
 *
 * @param verb in lower case, as in the document
 * @param path with {@code {id}}
 */
public record ApiOperation(String service, String verb, String path, JsonNode description, JsonNode document) {

    public String method() {
        return verb.toUpperCase(Locale.ROOT);
    }

    public String summary() {
        return description.path("summary").asString();
    }

    /** {@code users}, {@code products} or {@code orders}. */
    public String domain() {
        return path.split("/")[2];
    }

    public boolean isOfOneThing() {
        return path.contains("{id}");
    }

    public Stream<Integer> statuses() {
        return description.path("responses").propertyStream().map(entry -> Integer.valueOf(entry.getKey()));
    }

    /** The document's description of answers with this status; empty if it has none. */
    public Optional<JsonNode> response(int status) {
        return Optional.ofNullable(description.path("responses").get(String.valueOf(status)))
                .map(this::resolved);
    }

    /** The problem types of answers with this status, without prefix. */
    public List<String> problems(int status) {
        return response(status)
                .orElseThrow()
                .at("/content/application~1problem+json/examples")
                .propertyStream()
                .map(example -> example.getKey())
                .toList();
    }

    public Stream<JsonNode> parameters(String in) {
        return description
                .path("parameters")
                .valueStream()
                .map(this::resolved)
                .filter(parameter -> parameter.path("in").asString().equals(in));
    }

    public boolean takes(String header) {
        return parameters("header").anyMatch(it -> it.path("name").asString().equals(header));
    }

    /** The schema of the request body; empty if there is none. */
    public Optional<JsonNode> bodySchema() {
        return Optional.ofNullable(
                        description.at("/requestBody/content/application~1json").get("schema"))
                .map(this::resolved);
    }

    public Optional<ObjectNode> bodyExample() {
        return Optional.ofNullable(
                        description.at("/requestBody/content/application~1json").get("example"))
                .map(example -> (ObjectNode) example.deepCopy());
    }

    JsonNode resolved(JsonNode node) {
        var reference = node.path("$ref").asString("");
        return reference.isEmpty() ? node : document.at(reference.substring(1));
    }

    @Override
    public String toString() {
        return method() + " " + path;
    }
}
