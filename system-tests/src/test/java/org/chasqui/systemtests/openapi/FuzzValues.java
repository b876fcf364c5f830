package org.chasqui.systemtests.openapi;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.util.RawValue;

/** Makes random values that a schema allows or forbids. */
public final class FuzzValues {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final long GREATEST = 9_007_199_254_740_991L;

    /** Characters that software often mishandles: quotes, wide, combining, right to left, beyond 16 bits, private. */
    private static final List<String> LETTERS = List.of(
            "a", "Z", "7", "'", "\"", "\\", "<", "&", "%", "${", "ß", "İ", "é", "e\u0301", "木", "\u202E", "\u200D",
            "\uFEFF", "\u00A0", "🦙", "𝔘", "\uE000", "\uFFFD", ";", "--", "/../");

    private final Random chance;

    public FuzzValues(long seed) {
        chance = new Random(seed);
    }

    public boolean once(int in) {
        return chance.nextInt(in) == 0;
    }

    @SafeVarargs
    public final <T> T oneOf(T... choices) {
        return choices[chance.nextInt(choices.length)];
    }

    /** An object that the schema allows, in one of its forms if there are several: all required fields, and some of the others. */
    public ObjectNode valid(JsonNode schema) {
        var forms = schema.path("oneOf").valueStream().toList();
        var form = forms.isEmpty() ? JSON.objectNode() : forms.get(chance.nextInt(forms.size()));
        var required = Stream.of(schema, form)
                .flatMap(part -> part.path("required").valueStream())
                .map(JsonNode::asString)
                .collect(Collectors.toSet());
        var object = JSON.objectNode();
        schema.path("properties").properties().forEach(property -> {
            var name = property.getKey();
            var isOfAForm = form.path("properties").has(name);
            if (required.contains(name) || !isOfAForm && once(2)) {
                object.set(name, isOfAForm ? someValue(property.getValue()) : validValue(property.getValue()));
            }
        });
        return object;
    }

    /** An object that the schema forbids in one way. It is text, because not every possible body is a JSON tree. */
    public String invalid(JsonNode schema) {
        var object = valid(schema);
        var names = schema.path("properties").propertyNames().stream().toList();
        var name = names.get(chance.nextInt(names.size()));
        var property = schema.path("properties").path(name);
        var faults = new ArrayList<Supplier<String>>(List.of(
                () -> object.put(
                                oneOf(
                                        "id",
                                        "version",
                                        "Name",
                                        name.toUpperCase(java.util.Locale.ROOT),
                                        "",
                                        "\uD83E\uDD99"),
                                1)
                        .toString(),
                () -> object.set(name, wrongType(property)).toString(),
                () -> object.set(name, outOfRange(property)).toString(),
                () -> object.set(name, outOfRange(property)).toString(),
                () -> object.set(name, validValue(property)).toString().replaceFirst("\\{", "{\"" + name + "\": null,"),
                () -> oneOf(
                        "", "null", "[]", "17", "\"text\"", "[" + object + "]", object + "}", object + " " + object),
                () -> cut(object.toString())));
        if (!allowsNull(property)) {
            faults.add(() -> object.putNull(name).toString());
        }
        var required =
                schema.path("required").valueStream().map(JsonNode::asString).toList();
        if (!required.isEmpty()) {
            faults.add(() -> object.without(required.get(chance.nextInt(required.size())))
                    .toString());
        }
        return faults.get(chance.nextInt(faults.size())).get();
    }

    /** Any text for a parameter. */
    public String parameter(JsonNode schema) {
        return once(2) && !isNumber(schema)
                ? text(1 + chance.nextInt(20))
                : oneOf(
                        "",
                        "0",
                        "1",
                        "-1",
                        "+1",
                        "01",
                        "1.0",
                        "1e3",
                        "0x1",
                        "NaN",
                        "null",
                        "true",
                        " 1",
                        "*",
                        "\"1\"",
                        "W/\"1\"",
                        "wait=1",
                        "9007199254740991",
                        "9007199254740992",
                        "99999999999999999999",
                        "-9223372036854775808");
    }

    private JsonNode validValue(JsonNode schema) {
        return allowsNull(schema) && once(4) ? JSON.nullNode() : someValue(schema);
    }

    private JsonNode someValue(JsonNode schema) {
        if (schema.path("items").has("properties")) {
            return lines(schema.path("items"));
        }
        if (isBoolean(schema)) {
            return JSON.booleanNode(once(2));
        }
        if (isArray(schema)) {
            return once(4) ? JSON.arrayNode() : JSON.arrayNode().add(validValue(schema.path("items")));
        }
        if (schema.has("examples")) {
            return schema.at("/examples/0"); // no random text is what the pattern wants
        }
        if (isNumber(schema)) {
            var least = schema.path("minimum").asLong(-GREATEST);
            var most = schema.path("maximum").asLong(GREATEST);
            var number = oneOf(least, most, chance.nextLong(least, most), Math.min(most, Math.max(least, 1)));
            return JSON.numberNode(number == 0 && schema.has("anyOf") ? 1 : number);
        }
        var least = schema.path("minLength").asInt(0);
        var most = schema.path("maxLength").asInt(50);
        return JSON.stringNode(text(oneOf(least, most, least + chance.nextInt(most - least + 1))));
    }

    /** One or two, since no two may be of the same product. */
    private JsonNode lines(JsonNode schema) {
        var first = valid(schema);
        var second = valid(schema);
        var lines = JSON.arrayNode().add(first);
        return once(2) || second.path("product").equals(first.path("product")) ? lines : lines.add(second);
    }

    private JsonNode wrongType(JsonNode schema) {
        Function<Stream<JsonNode>, JsonNode> choose = values -> {
            var all = values.toList();
            return all.get(chance.nextInt(all.size()));
        };
        var others = Stream.<JsonNode>of(
                isBoolean(schema) ? JSON.stringNode("true") : JSON.booleanNode(once(2)),
                isArray(schema) ? JSON.objectNode() : JSON.arrayNode(),
                isArray(schema) ? JSON.arrayNode().add(wrongType(schema.path("items"))) : nested(),
                raw("1.5"),
                raw("1e400"));
        var own = isNumber(schema)
                ? Stream.<JsonNode>of(
                        JSON.stringNode("1"), JSON.stringNode(""), raw("9".repeat(99)), raw("-0.0"), raw("1.0"))
                : Stream.<JsonNode>of(JSON.numberNode(1), raw("-0"), raw("9".repeat(99)));
        return choose.apply(Stream.concat(others, own));
    }

    private JsonNode outOfRange(JsonNode schema) {
        if (isNumber(schema)) {
            var least = schema.path("minimum").asLong();
            var most = schema.path("maximum").asLong();
            return oneOf(
                    JSON.numberNode(least - 1),
                    JSON.numberNode(most + 1),
                    JSON.numberNode(Long.MAX_VALUE),
                    JSON.numberNode(Long.MIN_VALUE),
                    raw("9223372036854775808"),
                    raw("1" + "0".repeat(90)));
        }
        if (isArray(schema)) {
            var item = validValue(schema.path("items"));
            return oneOf(
                    JSON.arrayNode().add(item).add(item),
                    JSON.arrayNode().add(item).addNull(),
                    JSON.arrayNode().add(outOfRange(schema.path("items"))));
        }
        var tooLong = "x".repeat(schema.path("maxLength").asInt() + 1);
        var control = (char) oneOf(0, 1, 7, 9, 10, 13, 27, 31, 127, 128, 159).intValue();
        return oneOf(
                JSON.stringNode(tooLong),
                JSON.stringNode("🦙".repeat(schema.path("maxLength").asInt() + 1)),
                JSON.stringNode("a" + control + "b"),
                raw("\"a\\ud800b\""),
                raw("\"\\udc00\""),
                raw("\"\\ud83e\\ud83e\""));
    }

    private String cut(String json) {
        return json.substring(0, chance.nextInt(json.length()));
    }

    private ArrayNode nested() {
        var array = JSON.arrayNode();
        var inner = array;
        for (var i = 0; i < chance.nextInt(40); i++) {
            inner = inner.addArray();
        }
        return array;
    }

    /** @param length in code points, without white space at the ends */
    private String text(int length) {
        var text = IntStream.range(0, length)
                .mapToObj(i -> LETTERS.get(chance.nextInt(LETTERS.size())))
                .collect(Collectors.joining());
        return text.substring(0, text.offsetByCodePoints(0, length));
    }

    private static JsonNode raw(String json) {
        return JSON.rawValueNode(new RawValue(json));
    }

    private static boolean isNumber(JsonNode schema) {
        return allows(schema, "integer");
    }

    private static boolean isBoolean(JsonNode schema) {
        return allows(schema, "boolean");
    }

    private static boolean isArray(JsonNode schema) {
        return allows(schema, "array");
    }

    private static boolean allowsNull(JsonNode schema) {
        return allows(schema, "null");
    }

    private static boolean allows(JsonNode schema, String name) {
        var type = schema.path("type");
        return Stream.concat(Stream.of(type), type.valueStream())
                .anyMatch(one -> one.asString("").equals(name));
    }
}
