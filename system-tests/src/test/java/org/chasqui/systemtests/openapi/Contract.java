package org.chasqui.systemtests.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.chasqui.systemtests.shop.Answer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Checks answers against the document: status, media type, headers and body. */
public final class Contract {

    private static final SchemaRegistry SCHEMAS = SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12,
            registry -> registry.schemaRegistryConfig(
                    SchemaRegistryConfig.builder().formatAssertionsEnabled(true).build()));

    private static final Map<String, Schema> COMPILED = new ConcurrentHashMap<>();

    private Contract() {}

    /** @throws AssertionError if the document does not allow this answer to this operation */
    public static void check(ApiOperation operation, Answer answer) {
        var response = operation.response(answer.status());
        assertThat(response)
                .as("%s documents the status of %s", operation, answer)
                .isPresent();
        checkHeaders(operation, response.orElseThrow(), answer);
        checkBody(operation, response.orElseThrow(), answer);
    }

    /** Validates a value with a schema of the operation's document, and returns the errors. */
    public static List<Error> complaints(ApiOperation operation, JsonNode schema, JsonNode value) {
        return COMPILED.computeIfAbsent(operation.service() + schema, key -> compile(operation, schema))
                .validate(value);
    }

    private static void checkHeaders(ApiOperation operation, JsonNode response, Answer answer) {
        response.path("headers").properties().forEach(entry -> {
            var header = operation.resolved(entry.getValue());
            var values = answer.headers().allValues(entry.getKey());
            if (header.path("required").asBoolean(false)) {
                assertThat(values).as("%s in %s", entry.getKey(), answer).hasSize(1);
            }
            for (var value : values) {
                assertThat(complaints(operation, header.path("schema"), typed(value, header)))
                        .as("%s: %s in %s", entry.getKey(), value, answer)
                        .isEmpty();
            }
        });
    }

    private static JsonNode typed(String value, JsonNode header) {
        return header.at("/schema/type").asString().equals("integer")
                ? Documents.JSON.readTree(value)
                : Documents.JSON.getNodeFactory().stringNode(value);
    }

    private static void checkBody(ApiOperation operation, JsonNode response, Answer answer) {
        var content = response.path("content");
        if (content.isEmpty()) {
            assertThat(answer.body()).as(answer.toString()).isEmpty();
            return;
        }
        assertThat(content.has(answer.mediaType()))
                .as("%s documents the media type %s of %s", operation, answer.mediaType(), answer)
                .isTrue();
        var schema = content.path(answer.mediaType()).path("schema");
        assertThat(complaints(operation, schema, answer.asJson()))
                .as(answer.toString())
                .isEmpty();
    }

    /** Compiles a schema with the document's components, because references lead to them. */
    private static Schema compile(ApiOperation operation, JsonNode schema) {
        var whole = ((ObjectNode) schema.deepCopy());
        whole.set("components", strict(operation.document().path("components").deepCopy()));
        return SCHEMAS.getSchema(whole);
    }

    /** Forbids unknown fields. Clients must accept them, but here every answered field must be documented. */
    private static JsonNode strict(JsonNode components) {
        components
                .path("schemas")
                .valueStream()
                .forEach(schema -> ((ObjectNode) schema).put("additionalProperties", false));
        return components;
    }
}
