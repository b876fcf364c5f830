package org.chasqui.messaging;

import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.chasqui.platform.Author;
import org.chasqui.platform.Trace;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The JSON of an event on its way, with the attribute names of <a
 * href="https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md">CloudEvents 1.0</a>: see {@code
 * docs/adr/0019-the-envelope-is-a-cloudevent.md}.
 *
 * <p>Readers ignore attributes that they do not know, so that a publisher may add some. Why not the mapper of the HTTP side: that one
 * is strict, and it may be changed for its own reasons.
 */
public final class EnvelopeJson {

    private static final String SPEC_VERSION = "1.0";

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            // why: an error text goes into logs and dead letters, and must not carry the data a second time
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build();

    private EnvelopeJson() {}

    /** An event's data as JSON, the state after one change. */
    public static String data(Object data) {
        return MAPPER.writeValueAsString(data);
    }

    /**
     * Writes an envelope around data that is JSON already.
     *
     * @param stream the stream that publishes the event, for example {@code orders}
     */
    public static String write(
            String stream,
            UUID id,
            String type,
            String aggregateType,
            long aggregateId,
            long version,
            Instant time,
            @Nullable String traceparent,
            @Nullable Author author,
            String data) {
        var json = new StringWriter(data.length() + 384);
        try (var out = MAPPER.createGenerator(json)) {
            out.writeStartObject();
            out.writeStringProperty("specversion", SPEC_VERSION);
            // why early: consumers read up to the type before they know the handler
            out.writeStringProperty("type", type);
            out.writeStringProperty("source", "urn:chasqui:" + stream);
            out.writeStringProperty("id", id.toString());
            out.writeStringProperty("subject", aggregateType + "/" + aggregateId);
            out.writeStringProperty("time", time.toString());
            out.writeStringProperty("aggregateversion", Long.toString(version));
            if (traceparent != null) {
                out.writeStringProperty("traceparent", traceparent);
            }
            if (author != null) {
                out.writeStringProperty("authtype", author.type());
                out.writeStringProperty("authid", author.id());
            }
            out.writeName("data");
            out.writeRawValue(data);
            out.writeEndObject();
        }
        return json.toString();
    }

    /**
     * The beginning of an envelope.
     *
     * @param subject the aggregate, as {@code order/17}; empty if there is none to be read
     */
    public record Head(String type, String subject) {}

    /**
     * Reads the beginning of an envelope.
     *
     * @throws JacksonException if it is no JSON
     * @throws MalformedEnvelope if it is no object that has a type
     */
    public static Head head(String json) {
        var texts = new HashMap<String, String>();
        try {
            readTexts(json, Set.of("type", "subject"), texts);
        } catch (JacksonException e) {
            if (!texts.containsKey("type")) {
                throw e;
            }
        }
        var type = texts.get("type");
        if (type == null) {
            throw new MalformedEnvelope("an envelope needs a type, which is a text");
        }
        return new Head(type, texts.getOrDefault("subject", ""));
    }

    /**
     * Reads attributes that are texts, and no further than to the last of them.
     *
     * @param texts what was found, also where the rest of the envelope is no JSON
     */
    private static void readTexts(String json, Set<String> attributes, Map<String, String> texts) {
        try (var parser = MAPPER.createParser(json)) {
            parser.nextToken();
            while (texts.size() < attributes.size() && parser.nextToken() == JsonToken.PROPERTY_NAME) {
                var name = parser.currentName();
                if (parser.nextToken() == JsonToken.VALUE_STRING && attributes.contains(name)) {
                    texts.putIfAbsent(name, parser.getString());
                }
                parser.skipChildren();
            }
        }
    }

    /**
     * An aggregate as of one change.
     *
     * @param id unique within its kind
     */
    public record Aggregate(long id, long version) {}

    /** The aggregate whose state an envelope holds; empty for any other text. */
    public static Optional<Aggregate> aggregate(String json) {
        var envelope = tree(json);
        try {
            return Optional.of(new Aggregate(
                    idIn(envelope.path("subject").asString("")),
                    Long.parseLong(envelope.path("aggregateversion").asString(""))));
        } catch (NumberFormatException malformed) {
            return Optional.empty();
        }
    }

    /** @throws NumberFormatException if the subject does not end with an id */
    private static long idIn(String subject) {
        return Long.parseLong(subject.substring(subject.lastIndexOf('/') + 1));
    }

    /** The trace in an envelope, for log lines about it; empty for any other text. */
    public static Optional<String> traceparent(String json) {
        var texts = new HashMap<String, String>();
        try {
            readTexts(json, Set.of("traceparent"), texts);
        } catch (JacksonException unreadable) {
            return Optional.empty();
        }
        return Trace.valid(texts.get("traceparent"));
    }

    /** The attributes in an envelope, without its data; none for any other text. */
    public static Map<String, String> attributes(String json) {
        var attributes = new HashMap<String, String>();
        tree(json).properties().forEach(property -> {
            if (property.getValue().isString()) {
                attributes.put(property.getKey(), property.getValue().asString());
            }
        });
        return attributes;
    }

    /** The first envelope with the data of the second; an empty object for any other text. */
    public static String withDataOf(String json, String other) {
        if (!(tree(json) instanceof ObjectNode envelope)) {
            return "{}";
        }
        return envelope.set("data", tree(other).path("data")).toString();
    }

    /** The text itself if it is JSON, else a JSON string with the text. */
    public static String quotedUnlessJson(String text) {
        return tree(text).isMissingNode() ? MAPPER.writeValueAsString(text) : text;
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
     * @throws MalformedEnvelope if a part of the envelope is missing or unreadable
     */
    public static <T> Message<T> read(String json, Class<T> record) {
        var type = MAPPER.getTypeFactory().constructParametricType(Envelope.class, record);
        // why bytes: the parser of bytes is faster than that of characters
        Envelope<T> envelope = MAPPER.readValue(json.getBytes(StandardCharsets.UTF_8), type);
        return envelope.message();
    }

    private record Envelope<T>(
            @Nullable String specversion,
            @Nullable String type,
            @Nullable UUID id,
            @Nullable String subject,
            @Nullable Instant time,
            @Nullable Long aggregateversion,
            @Nullable String traceparent,
            @Nullable String authtype,
            @Nullable String authid,
            @Nullable T data) {

        Message<T> message() {
            if (!SPEC_VERSION.equals(specversion)) {
                throw new MalformedEnvelope("an envelope is a CloudEvent of specversion 1.0");
            }
            if (type == null
                    || id == null
                    || subject == null
                    || time == null
                    || aggregateversion == null
                    || data == null) {
                throw new MalformedEnvelope("an envelope needs type, id, subject, time, aggregateversion and data");
            }
            return new Message<>(
                    id,
                    type,
                    aggregateId(subject),
                    aggregateversion,
                    time,
                    Trace.valid(traceparent),
                    Author.of(authtype, authid),
                    data);
        }

        private static long aggregateId(String subject) {
            try {
                return idIn(subject);
            } catch (NumberFormatException e) {
                throw new MalformedEnvelope("the subject of an envelope ends with the aggregate's id");
            }
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
