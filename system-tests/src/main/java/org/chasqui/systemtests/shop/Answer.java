package org.chasqui.systemtests.shop;

import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Any HTTP response.
 *
 * @param request method and path, for the message of a failure
 */
public record Answer(String request, int status, HttpHeaders headers, String body) {

    // why strict: a field that a view does not know is a change of the contract, which a test must detect
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    static Answer of(HttpResponse<String> response) {
        var request = response.request();
        return new Answer(
                request.method() + " " + request.uri().getRawPath(),
                response.statusCode(),
                response.headers(),
                response.body());
    }

    static String json(Object body) {
        return JSON.writeValueAsString(body);
    }

    public boolean isAccepted() {
        return status >= 200 && status < 300;
    }

    public Optional<String> header(String name) {
        return headers.firstValue(name);
    }

    /** The media type without parameters; empty if the answer names none. */
    public String mediaType() {
        return header("Content-Type").map(type -> type.split(";", 2)[0].strip()).orElse("");
    }

    /** The body of a successful answer. */
    public <T> T as(Class<T> type) {
        return JSON.readValue(accepted().body, type);
    }

    public <T> List<T> asListOf(Class<T> type) {
        return JSON.readValue(accepted().body, JSON.getTypeFactory().constructCollectionType(List.class, type));
    }

    public JsonNode asJson() {
        return JSON.readTree(body);
    }

    /** The type of a problem without its prefix, for example {@code unknown-user}; empty if the answer is not a problem. */
    public Optional<String> problem() {
        return mediaType().equals("application/problem+json")
                ? Optional.of(asJson().path("type").asString("").replaceFirst("^urn:chasqui:problem:", ""))
                : Optional.empty();
    }

    /** The fields that a problem names as invalid. */
    public List<String> fieldsAtFault() {
        return asJson().path("errors")
                .valueStream()
                .map(error -> error.path("field").asString(""))
                .toList();
    }

    /** @throws UnexpectedAnswer unless the status is 2xx */
    public Answer accepted() {
        if (!isAccepted()) {
            throw new UnexpectedAnswer(this);
        }
        return this;
    }

    @Override
    public String toString() {
        return "%s -> %d %s".formatted(request, status, body);
    }
}
