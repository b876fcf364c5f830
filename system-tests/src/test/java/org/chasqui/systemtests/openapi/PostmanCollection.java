package org.chasqui.systemtests.openapi;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.core.util.Separators;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Converts the documents to a Postman collection: a request for each operation, in an order in which the things that each needs exist.
 *
 * @see <a href="https://schema.postman.com/collection/json/v2.1.0/draft-07/docs/index.html">Collection format 2.1.0</a>
 */
final class PostmanCollection {

    static final String FILE = "chasqui.postman_collection.json";

    /** Values that a request needs and the example in a document cannot contain. */
    private static final Map<String, String> IN_BODIES =
            Map.of("username", "ana-{{$guid}}", "user", "{{user}}", "product", "{{product}}");

    private static final Map<String, String> IN_HEADERS = Map.of(
            "Idempotency-Key", "{{$guid}}",
            "X-Min-Version", "1",
            "X-Min-User-Version", "1",
            "X-Min-Product-Version", "1",
            "Prefer", "wait=10");

    private PostmanCollection() {}

    static String write() {
        var collection = Documents.JSON.createObjectNode();
        collection
                .putObject("info")
                .put("name", "Chasqui")
                .put(
                        "description",
                        "Made from docs/openapi; runs from top to bottom. Set \"shop\" to where the gateway is, and for a secured"
                                + " shop \"token\" to what ./chasqui token admin prints.")
                .put("schema", "https://schema.getpostman.com/json/collection/v2.1.0/collection.json");
        var token = collection.putObject("auth").put("type", "bearer").putArray("bearer");
        token.addObject().put("key", "token").put("value", "{{token}}").put("type", "string");
        var items = collection.putArray("item");
        Documents.SERVICES.forEach(service -> {
            var folder = items.addObject().put("name", service);
            var requests = folder.putArray("item");
            Documents.operations()
                    .filter(operation -> operation.service().equals(service))
                    .forEach(operation -> requests.add(item(operation)));
        });
        var variables = collection.putArray("variable");
        variables.addObject().put("key", "shop").put("value", "http://localhost:8080");
        variables.addObject().put("key", "token").put("value", "none");
        List.of("user", "product", "order")
                .forEach(key -> variables.addObject().put("key", key).put("value", "1"));
        return pretty(collection);
    }

    private static ObjectNode item(ApiOperation operation) {
        var item = Documents.JSON.createObjectNode().put("name", operation.summary());
        var script = item.putArray("event").addObject().put("listen", "test").putObject("script");
        script.put("type", "text/javascript").set("exec", checks(operation));
        var request = item.putObject("request").put("method", operation.method());
        var headers = request.putArray("header");
        operation.bodyExample().ifPresent(body -> {
            headers.addObject().put("key", "Content-Type").put("value", "application/json");
            request.putObject("body").put("mode", "raw").put("raw", body(body));
        });
        operation.parameters("header").forEach(parameter -> headers.add(header(parameter)));
        request.set("url", url(operation));
        return item;
    }

    private static ArrayNode checks(ApiOperation operation) {
        var status = operation.statuses().findFirst().orElseThrow();
        var lines = Documents.JSON.createArrayNode();
        lines.add("pm.test(\"%d\", () => pm.response.to.have.status(%d));".formatted(status, status));
        if (status == 201) {
            lines.add("pm.collectionVariables.set(\"%s\", pm.response.json().id);".formatted(variable(operation)));
        }
        return lines;
    }

    /** Removes the quotes around the variables of numbers, which JSON needs but Postman must not send. */
    private static String body(ObjectNode body) {
        IN_BODIES.forEach((field, value) -> {
            if (body.has(field)) {
                body.put(field, value);
            }
        });
        return body.toPrettyString().replaceAll("\"(\\{\\{\\w+}})\"", "$1");
    }

    private static ObjectNode header(JsonNode parameter) {
        var name = parameter.path("name").asString();
        var header = Documents.JSON
                .createObjectNode()
                .put("key", name)
                .put(
                        "value",
                        IN_HEADERS.getOrDefault(
                                name, parameter.at("/schema/examples/0").asString("")))
                .put("description", parameter.path("description").asString());
        return IN_HEADERS.containsKey(name) ? header : header.put("disabled", true);
    }

    private static ObjectNode url(ApiOperation operation) {
        var path = operation.pathOf(
                operation.path().contains("{id}") ? "{{" + variable(operation) + "}}" : operation.exampleId());
        var url = Documents.JSON.createObjectNode().put("raw", "{{shop}}" + path + operation.requiredQuery());
        url.putArray("host").add("{{shop}}");
        var segments = url.putArray("path");
        Stream.of(path.substring(1).split("/")).forEach(segments::add);
        var query = Documents.JSON.createArrayNode();
        operation
                .parameters("query")
                .forEach(parameter -> query.addObject()
                        .put("key", parameter.path("name").asString())
                        .put(
                                "value",
                                isRequired(parameter)
                                        ? ApiOperation.exampleOf(parameter).asString()
                                        : "")
                        .put("description", parameter.path("description").asString())
                        .put("disabled", !isRequired(parameter)));
        if (!query.isEmpty()) {
            url.set("query", query);
        }
        return url;
    }

    private static boolean isRequired(JsonNode parameter) {
        return parameter.path("required").asBoolean(false);
    }

    private static String variable(ApiOperation operation) {
        return operation.domain().replaceFirst("s$", "");
    }

    private static String pretty(ObjectNode collection) {
        var lines = new DefaultIndenter("  ", "\n");
        var printer = new DefaultPrettyPrinter(
                        Separators.createDefaultInstance().withObjectNameValueSpacing(Separators.Spacing.AFTER))
                .withArrayIndenter(lines)
                .withObjectIndenter(lines);
        return Documents.JSON.writer().with(printer).writeValueAsString(collection) + "\n";
    }
}
