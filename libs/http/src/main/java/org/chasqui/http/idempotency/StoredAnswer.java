package org.chasqui.http.idempotency;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import tools.jackson.databind.json.JsonMapper;

/**
 * An HTTP answer as it is stored for its key, and as it goes to the client.
 *
 * @param headers lines of the form {@code Name: value}, without those of a single transfer
 * @param body JSON, or empty
 */
record StoredAnswer(int status, List<String> headers, String body) {

    private static final String REPLAYED = line("Idempotency-Replayed", "true");

    static StoredAnswer of(ResponseEntity<?> answer, JsonMapper json) {
        var headers = new HttpHeaders();
        headers.addAll(answer.getHeaders());
        var body = "";
        if (answer.getBody() != null) {
            body = json.writeValueAsString(answer.getBody());
            headers.setContentType(Objects.requireNonNullElse(headers.getContentType(), MediaType.APPLICATION_JSON));
        }
        var lines = new ArrayList<String>();
        headers.forEach((name, values) -> values.forEach(value -> lines.add(line(name, value))));
        return new StoredAnswer(answer.getStatusCode().value(), List.copyOf(lines), body);
    }

    /** The same answer, marked as a repetition. */
    StoredAnswer replayed() {
        var marked = Stream.concat(headers.stream(), Stream.of(REPLAYED));
        return new StoredAnswer(status, marked.toList(), body);
    }

    boolean isReplayed() {
        return headers.contains(REPLAYED);
    }

    ResponseEntity<byte[]> toResponse() {
        var answer = ResponseEntity.status(status);
        for (var header : headers) {
            var colon = header.indexOf(':');
            answer.header(header.substring(0, colon), header.substring(colon + 2));
        }
        return body.isEmpty() ? answer.build() : answer.body(body.getBytes(UTF_8));
    }

    private static String line(String name, String value) {
        return name + ": " + value;
    }
}
