package org.chasqui.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The events that services have agreed on: the files of {@code contracts/}, one whole envelope for each type. The publisher's tests show
 * that it writes the sample. The subscribers' tests show that they read it, also {@linkplain #fromANewerRelease with unknown fields}.
 */
public final class ContractSamples {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private ContractSamples() {}

    /** The envelope of a type, for example {@code order.placed.v1}. */
    public static JsonNode envelope(String type) {
        try {
            return JSON.readTree(Files.readString(Project.find("contracts").resolve(type + ".json")));
        } catch (IOException e) {
            throw new UncheckedIOException("There is no sample of " + type + " in contracts/", e);
        }
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
