package org.chasqui.service.idempotency;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.http.HttpHeaders;
import org.springframework.web.util.ContentCachingResponseWrapper;

/**
 * An answer as it goes over the wire.
 *
 * @param headers lines of the form {@code Name: value}, without those that belong to a single transfer
 * @param body JSON, or empty
 */
record Answer(int status, List<String> headers, String body) {

    private static final String AGAIN = line("Idempotency-Replayed", "true");

    private static final Set<String> OF_THE_TRANSFER =
            Set.of("connection", "content-length", "date", "keep-alive", "preference-applied", "transfer-encoding");

    static Answer of(ContentCachingResponseWrapper response) {
        var headers = new ArrayList<String>();
        if (response.getContentType() != null) { // which Tomcat does not count among the headers
            headers.add(line(HttpHeaders.CONTENT_TYPE, response.getContentType()));
        }
        for (var name : Set.copyOf(response.getHeaderNames())) {
            if (!isOfTheTransfer(name) && !name.equalsIgnoreCase(HttpHeaders.CONTENT_TYPE)) {
                response.getHeaders(name).forEach(value -> headers.add(line(name, value)));
            }
        }
        return new Answer(
                response.getStatus(), List.copyOf(headers), new String(response.getContentAsByteArray(), UTF_8));
    }

    /** The same again, marked as such. */
    Answer repeated() {
        var marked = Stream.concat(headers.stream(), Stream.of(AGAIN));
        return new Answer(status, marked.toList(), body);
    }

    boolean isRepeated() {
        return headers.contains(AGAIN);
    }

    void writeTo(HttpServletResponse response) throws IOException {
        response.setStatus(status);
        for (var header : headers) {
            var colon = header.indexOf(':');
            response.addHeader(header.substring(0, colon), header.substring(colon + 2));
        }
        var bytes = body.getBytes(UTF_8);
        response.setContentLength(bytes.length);
        response.getOutputStream().write(bytes);
    }

    private static boolean isOfTheTransfer(String name) {
        return OF_THE_TRANSFER.contains(name.toLowerCase(Locale.ROOT));
    }

    private static String line(String name, String value) {
        return name + ": " + value;
    }
}
