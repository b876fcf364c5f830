package org.chasqui.testing.openapi;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.chasqui.http.Change;
import org.chasqui.http.problem.Problem;
import org.chasqui.platform.SafeInteger;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** The records of bodies as JSON Schema; each becomes a component of the document as soon as something refers to it. */
public final class Schemas {

    private static final Set<Class<?>> WHOLE =
            Set.of(long.class, Long.class, int.class, Integer.class, BigInteger.class);

    private static final Set<Class<?>> TEXTS = Set.of(String.class, Instant.class, LocalDate.class);

    private final Api api;
    private final ObjectNode components;

    Schemas(Api api, ObjectNode components) {
        this.api = api;
        this.components = components;
    }

    /** A body that clients send: other fields are refused. */
    ObjectNode request(Class<?> body) {
        return reference(body, name -> request(body, components.putObject(name)));
    }

    ObjectNode answer(Type body) {
        if (body instanceof ParameterizedType list && list.getRawType() == List.class) {
            var array = Common.JSON.createObjectNode().put("type", "array");
            array.set("items", answer(list.getActualTypeArguments()[0]));
            return array;
        }
        var type = (Class<?>) body;
        if (type == String.class) {
            return Common.JSON.createObjectNode().put("type", "string");
        }
        return reference(type, name -> answer(type, components.putObject(name)));
    }

    /** One query parameter for each component of a record that a controller takes. */
    Stream<ObjectNode> parameters(Class<?> query) {
        return Stream.of(query.getRecordComponents()).map(component -> {
            var parameter = Common.JSON.createObjectNode();
            var constraints = Constraints.of(query, component.getName());
            parameter.put("name", component.getName()).put("in", "query");
            if (Constraints.demandAValue(constraints)) {
                parameter.put("required", true);
            }
            describe(query, component, parameter);
            var schema = parameter.putObject("schema");
            writeType(raw(component.getAnnotatedType()), false, schema);
            Constraints.write(constraints, schema);
            return parameter;
        });
    }

    /** Describes a component of a record in the schema: its type, and whether it may be null. A list is one of texts. */
    public static void writeType(RecordComponent component, ObjectNode schema) {
        var type = component.getAnnotatedType();
        writeType(raw(type), isNullable(type), schema);
        if (raw(type) == List.class) {
            schema.putObject("items").put("type", "string");
        }
    }

    static void writeType(Class<?> type, boolean nullable, ObjectNode schema) {
        var name = nameOf(type);
        if (nullable) {
            schema.putArray("type").add(name).add("null");
        } else {
            schema.put("type", name);
        }
        if (type == long.class || type == Long.class) {
            schema.put("format", "int64");
        } else if (type == int.class || type == Integer.class) {
            schema.put("format", "int32");
        } else if (type == Instant.class) {
            schema.put("format", "date-time");
        } else if (type == LocalDate.class) {
            schema.put("format", "date");
        }
    }

    private static String nameOf(Class<?> type) {
        if (WHOLE.contains(type)) {
            return "integer";
        }
        if (type == boolean.class || type == Boolean.class) {
            return "boolean";
        }
        if (TEXTS.contains(type)) {
            return "string";
        }
        if (type == List.class) {
            return "array";
        }
        throw new IllegalStateException("No type of JSON Schema is known for " + type);
    }

    private void request(Class<?> body, ObjectNode schema) {
        schema.put("type", "object");
        var required = Common.JSON.createArrayNode();
        var properties = schema.putObject("properties");
        for (var component : body.getRecordComponents()) {
            var constraints = Constraints.of(body, component.getName());
            var type = component.getAnnotatedType();
            var optional = raw(type) == Change.class;
            var value = optional ? ((AnnotatedParameterizedType) type).getAnnotatedActualTypeArguments()[0] : type;
            var property = properties.putObject(component.getName());
            describe(body, component, property);
            if (raw(value) == List.class && elementOf(value).isRecord()) {
                property.putArray("type").add("array").add("null");
                request(elementOf(value), property.putObject("items"));
            } else {
                writeType(raw(value), isNullable(value), property);
            }
            Constraints.write(constraints, property);
            if (!optional && Constraints.demandAValue(constraints)) {
                required.add(component.getName());
            }
        }
        if (!required.isEmpty()) {
            schema.set("required", required);
        }
        writeForms(api.forms(body), schema);
        schema.put("additionalProperties", false);
    }

    private static void writeForms(List<List<String>> forms, ObjectNode schema) {
        for (var form : forms) {
            var one = schema.withArray("oneOf").addObject();
            form.forEach(one.putArray("required")::add);
            var properties = one.putObject("properties");
            form.forEach(field -> properties.putObject(field).putObject("not").put("type", "null"));
            forms.stream()
                    .filter(other -> !other.equals(form))
                    .flatMap(List::stream)
                    .forEach(field -> properties.putObject(field).put("type", "null"));
        }
    }

    private void answer(Class<?> body, ObjectNode schema) {
        schema.put("type", "object");
        var properties = schema.putObject("properties");
        var required = schema.putArray("required");
        for (var component : body.getRecordComponents()) {
            if (isUnwrapped(component)) {
                Stream.of(component.getType().getRecordComponents())
                        .forEach(inner -> answer(component.getType(), inner, properties));
                continue;
            }
            answer(body, component, properties);
            if (!isLeftOut(component) && !(body == Problem.class && component.getType() == List.class)) {
                required.add(component.getName());
            }
        }
        if (body == Problem.class) {
            ((ObjectNode) properties.get("type")).put("pattern", "^urn:chasqui:problem:[a-z-]+$");
        }
    }

    private void answer(Class<?> body, RecordComponent component, ObjectNode properties) {
        var type = component.getAnnotatedType();
        if (raw(type) == List.class) {
            var list = answer(component.getGenericType());
            describe(body, component, list);
            properties.set(component.getName(), list);
            return;
        }
        var property = properties.putObject(component.getName());
        describe(body, component, property);
        writeType(raw(type), isNullable(type) && !isLeftOut(component), property);
        if (raw(type) == long.class) {
            property.put("minimum", 0).put("maximum", SafeInteger.MAX);
        }
        if (raw(type) == BigInteger.class) {
            property.put("minimum", 0);
        }
        Constraints.write(Constraints.of(body, component.getName()), property);
        for (var value : api.values(body, component.getName())) {
            property.withArray("enum").add(value);
        }
    }

    private static boolean isUnwrapped(RecordComponent component) {
        return component.getAccessor().isAnnotationPresent(JsonUnwrapped.class);
    }

    private static boolean isLeftOut(RecordComponent component) {
        return component.getAccessor().isAnnotationPresent(JsonInclude.class);
    }

    private static Class<?> elementOf(AnnotatedType list) {
        return raw(((AnnotatedParameterizedType) list).getAnnotatedActualTypeArguments()[0]);
    }

    private void describe(Class<?> body, RecordComponent component, ObjectNode target) {
        var name = component.getName();
        var description = api.fields(body).getOrDefault(name, Common.field(body, name));
        if (!description.isEmpty()) {
            target.put("description", description);
        }
    }

    private ObjectNode reference(Class<?> body, Consumer<String> write) {
        var name = body.getSimpleName().replaceFirst("(Request|Response)$", "");
        if (!components.has(name)) {
            write.accept(name);
        }
        return Common.JSON.createObjectNode().put("$ref", "#/components/schemas/" + name);
    }

    private static boolean isNullable(AnnotatedType type) {
        return type.isAnnotationPresent(Nullable.class);
    }

    private static Class<?> raw(AnnotatedType type) {
        return type.getType() instanceof ParameterizedType generic
                ? (Class<?>) generic.getRawType()
                : (Class<?>) type.getType();
    }
}
