package org.chasqui.testing.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.ParameterizedType;
import java.util.List;
import org.chasqui.messaging.Event;
import org.chasqui.testing.ContractSamples;
import org.chasqui.testing.openapi.Schemas;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Compares what a service publishes with what {@code contracts/} says about it. */
public final class AgreedEvents {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** What a schema says beyond the types of a record's components. */
    private static final List<String> MORE = List.of("description", "minimum", "minItems", "maxItems");

    private AgreedEvents() {}

    /** Checks that the event is the example of its type, and that its record has the fields that the schema describes. */
    public static void assertAgreed(Event event) {
        var example = ContractSamples.envelope(event.type());
        assertThat(ContractSamples.asJson(event.data())).isEqualTo(example.get("data"));
        assertThat(event.aggregateType() + "/" + event.aggregateId())
                .isEqualTo(example.get("subject").stringValue());
        assertThat(String.valueOf(event.aggregateVersion()))
                .isEqualTo(example.get("aggregateversion").stringValue());
        var schema = schemaName(event);
        assertThat(schemaOf(event.data().getClass()))
                .as("contracts/%s.json describes the fields of %s", schema, event.data())
                .isEqualTo(agreed(ContractSamples.file(schema).at("/properties/data")));
    }

    /** Types of a later version have a schema of their own: {@code order-v2}. */
    private static String schemaName(Event event) {
        var version = event.type().substring(event.type().lastIndexOf('.') + 1);
        return version.equals("v1") ? event.aggregateType() : event.aggregateType() + "-" + version;
    }

    private static JsonNode agreed(JsonNode data) {
        requireWhatIsNeverNull(data);
        data.path("properties").forEach(field -> {
            ((ObjectNode) field).remove(MORE);
            agreed(field.path("items"));
        });
        return data;
    }

    private static JsonNode schemaOf(Class<?> record) {
        var schema = JSON.createObjectNode().put("type", "object");
        var required = schema.putArray("required");
        var fields = schema.putObject("properties");
        for (var component : record.getRecordComponents()) {
            required.add(component.getName());
            var field = fields.putObject(component.getName());
            if (component.getGenericType() instanceof ParameterizedType list
                    && list.getActualTypeArguments()[0] instanceof Class<?> element
                    && element.isRecord()) {
                field.put("type", "array").set("items", schemaOf(element));
            } else {
                Schemas.writeType(component, field);
            }
        }
        requireWhatIsNeverNull(schema);
        return schema;
    }

    /** What may be null may be absent, too: an event of an earlier release lacks it. So a schema need not require it. */
    private static void requireWhatIsNeverNull(JsonNode schema) {
        if (schema.path("required") instanceof ArrayNode required) {
            for (var at = required.size() - 1; at >= 0; at--) {
                if (schema.at("/properties/%s/type".formatted(required.get(at).stringValue()))
                        .isArray()) {
                    required.remove(at);
                }
            }
        }
    }
}
