package org.chasqui.messaging;

import java.io.StringWriter;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.chasqui.platform.Trace;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/**
 * The JSON of an event on its way: {@code {v, id, type, aggregate: {type, id}, version, at, traceparent, data}}.
 *
 * <p>Readers ignore fields that they do not know, so that a publisher may add some. Why not the mapper of the HTTP side: that one
 * is strict, and it may be changed for its own reasons.
 */
public final class EnvelopeJson {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            // why: an error text goes into logs and dead letters, and must not carry the data a second time
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build();

    private static final String NO_HEAD = "an envelope needs v, a number from 1, and type, a text";

    private EnvelopeJson() {}

    /** What must be known of an envelope before its data can be read. */
    public record Head(String type, int schemaVersion) {}

    /** An event's data as JSON, the state after one change. */
    public static String data(Object data) {
        return MAPPER.writeValueAsString(data);
    }

    /** Writes an envelope around data that is JSON already. */
    public static String write(
            int schemaVersion,
            UUID id,
            String type,
            String aggregateType,
            long aggregateId,
            long version,
            Instant at,
            @Nullable String traceparent,
            String data) {
        var json = new StringWriter(data.length() + 320);
        try (var out = MAPPER.createGenerator(json)) {
            out.writeStartObject();
            out.writeNumberProperty("v", schemaVersion);
            out.writeStringProperty("id", id.toString());
            out.writeStringProperty("type", type);
            out.writeObjectPropertyStart("aggregate");
            out.writeStringProperty("type", aggregateType);
            out.writeNumberProperty("id", aggregateId);
            out.writeEndObject();
            out.writeNumberProperty("version", version);
            out.writeStringProperty("at", at.toString());
            if (traceparent != null) {
                out.writeStringProperty("traceparent", traceparent);
            }
            out.writeName("data");
            out.writeRawValue(data);
            out.writeEndObject();
        }
        return json.toString();
    }

    /**
     * Reads type and schema version without the rest.
     *
     * @throws JacksonException if it is no JSON
     * @throws MalformedEnvelope if it is no object that has them
     */
    public static Head head(String json) {
        try (var parser = MAPPER.createParser(json)) {
            String type = null;
            var schemaVersion = 0;
            parser.nextToken();
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                var name = parser.currentName();
                var value = parser.nextToken();
                switch (name) {
                    case "v" -> {
                        require(value == JsonToken.VALUE_NUMBER_INT);
                        schemaVersion = parser.getIntValue();
                    }
                    case "type" -> {
                        require(value == JsonToken.VALUE_STRING);
                        type = parser.getString();
                    }
                    default -> parser.skipChildren();
                }
                if (type != null && schemaVersion > 0) {
                    return new Head(type, schemaVersion);
                }
            }
        }
        throw new MalformedEnvelope(NO_HEAD);
    }

    private static void require(boolean fitting) {
        if (!fitting) {
            throw new MalformedEnvelope(NO_HEAD);
        }
    }

    /**
     * An aggregate as of one change.
     *
     * @param id unique within its kind
     */
    public record Aggregate(long id, long version) {}

    /** Whose state an envelope holds; empty for whatever is no envelope. */
    public static Optional<Aggregate> aggregate(String json) {
        var envelope = tree(json);
        var id = envelope.path("aggregate").path("id");
        var version = envelope.path("version");
        return id.isIntegralNumber() && version.isIntegralNumber()
                ? Optional.of(new Aggregate(id.asLong(), version.asLong()))
                : Optional.empty();
    }

    /** The trace in an envelope, for log lines about it; empty for whatever is no envelope. */
    public static Optional<String> traceparent(String json) {
        return Trace.valid(tree(json).path("traceparent").asString(null));
    }

    private static JsonNode tree(String json) {
        try {
            return MAPPER.readTree(json);
        } catch (JacksonException unreadable) {
            return MissingNode.getInstance();
        }
    }

    /**
     * Reads a whole envelope.
     *
     * @throws JacksonException if the data does not fit the record
     * @throws MalformedEnvelope if a part of the envelope is missing
     */
    public static <T> Message<T> read(String json, Class<T> record) {
        var type = MAPPER.getTypeFactory().constructParametricType(Envelope.class, record);
        Envelope<T> envelope = MAPPER.readValue(json, type);
        return envelope.message();
    }

    private record Source(@Nullable String type, long id) {}

    private record Envelope<T>(
            @Nullable UUID id,
            @Nullable String type,
            @Nullable Source aggregate,
            long version,
            @Nullable Instant at,
            @Nullable String traceparent,
            @Nullable T data) {

        Message<T> message() {
            if (id == null || type == null || aggregate == null || at == null || data == null) {
                throw new MalformedEnvelope("an envelope needs id, type, aggregate, at and data");
            }
            return new Message<>(id, type, aggregate.id(), version, at, Trace.valid(traceparent), data);
        }
    }

    /** JSON that is no envelope. */
    public static final class MalformedEnvelope extends RuntimeException {

        private static final long serialVersionUID = 1L;

        MalformedEnvelope(String what) {
            super(what);
        }
    }
}
