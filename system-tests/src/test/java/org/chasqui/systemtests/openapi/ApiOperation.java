package org.chasqui.systemtests.openapi;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * An operation of an OpenAPI document.
 *
 * @param verb in lower case, as in the document
 * @param path with {@code {id}}, or with the name of a thing
 */
public record ApiOperation(String service, String verb, String path, JsonNode description, JsonNode document) {

    public String method() {
        return verb.toUpperCase(Locale.ROOT);
    }

    public String summary() {
        return description.path("summary").asString();
    }

    /** {@code users}, {@code products}, {@code markets} or {@code orders}. */
    public String domain() {
        return path.split("/")[2];
    }

    public boolean isOfOneThing() {
        return path.contains("{");
    }

    /** @param id what stands in the path's last place of a parameter; the others have their examples */
    String pathOf(String id) {
        var parameters = parameters("path").toList();
        var filled = path;
        for (var parameter : parameters) {
            var value = parameter == parameters.getLast() ? id : encoded(parameter.path("example"));
            filled = filled.replace("{%s}".formatted(parameter.path("name").asString()), value);
        }
        return filled;
    }

    /** The last parameter of the path in the document's example. */
    public String exampleId() {
        return parameters("path")
                .reduce((first, second) -> second)
                .map(parameter -> encoded(parameter.path("example")))
                .orElse("");
    }

    /** The parameters that a request must have, with their examples; empty, or with a question mark. */
    public String requiredQuery() {
        var query = parameters("query")
                .filter(parameter -> parameter.path("required").asBoolean(false))
                .map(parameter -> parameter.path("name").asString() + "=" + encoded(exampleOf(parameter)))
                .collect(Collectors.joining("&"));
        return query.isEmpty() ? "" : "?" + query;
    }

    /** The example that a parameter's schema has, or the first of its choices. */
    static JsonNode exampleOf(JsonNode parameter) {
        var choice = parameter.at("/schema/enum/0");
        return choice.isMissingNode() ? parameter.at("/schema/examples/0") : choice;
    }

    private static String encoded(JsonNode example) {
        return URLEncoder.encode(example.asString(), StandardCharsets.UTF_8);
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
