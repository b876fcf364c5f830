package org.chasqui.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The events that services have agreed on: the files of {@code contracts/}. The schema of each type has an example, one whole envelope. The
 * publisher's tests show that it writes the example. The subscribers' tests show that they know each type of a stream, and that they read
 * the examples, also {@linkplain #fromANewerRelease with unknown fields}.
 */
public final class ContractSamples {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** The types of the stream {@code users}. */
    public static final List<String> USERS = types("users");

    /** The types of the stream {@code products}. */
    public static final List<String> PRODUCTS = types("products");

    /** The types of the stream {@code orders}. */
    public static final List<String> ORDERS = types("orders");

    private ContractSamples() {}

    private static List<String> types(String stream) {
        var messages = file("asyncapi").path("channels").path(stream).path("messages");
        return List.copyOf(messages.propertyNames());
    }

    /** A file of {@code contracts/}, for example {@code order.placed.v1} or {@code asyncapi}. */
    public static JsonNode file(String name) {
        try {
            return JSON.readTree(Files.readString(Project.find("contracts").resolve(name + ".json")));
        } catch (IOException e) {
            throw new UncheckedIOException("There is no " + name + ".json in contracts/", e);
        }
    }

    /** The envelope of a type, for example {@code order.placed.v1}. */
    public static JsonNode envelope(String type) {
        return file(type).path("examples").required(0);
    }

    /** The envelope as text, as Redis holds it. */
    public static String json(String type) {
        return envelope(type).toString();
    }

    /** The same event with additional unknown fields in the envelope and the data. */
    public static String fromANewerRelease(String type) {
        var envelope = (ObjectNode) envelope(type);
        envelope.put("addedlater", "a newer release");
        ((ObjectNode) envelope.get("data")).putObject("addedLater").put("by", "a newer release");
        return envelope.toString();
    }

    /** Converts a record to the JSON that is sent, for comparison with a part of a sample. */
    public static JsonNode asJson(Object value) {
        return JSON.readTree(JSON.writeValueAsString(value)); // why twice: a subscriber reads numbers from text
    }
}
