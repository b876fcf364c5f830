package org.chasqui.http.web;

import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.chasqui.platform.Trace;
import org.jspecify.annotations.Nullable;

/**
 * The {@code traceparent} header: the trace that a request belongs to, and the span that sent it.
 *
 * @see <a href="https://www.w3.org/TR/trace-context/#traceparent-header">W3C Trace Context</a>
 */
record Traceparent(String value) {

    private static final Pattern TRACE_ID = Pattern.compile("(?!0{32})[0-9a-f]{32}");

    /** The client's own trace. A header that is not well formed is ignored, as the standard asks. */
    static Optional<Traceparent> sent(@Nullable String header) {
        return Trace.valid(header).map(Traceparent::new);
    }

    /** A trace whose id is the request's, so that the id in an answer also finds the log lines. */
    static Optional<Traceparent> ofRequest(@Nullable String requestId) {
        return Optional.ofNullable(requestId)
                .map(id -> id.toLowerCase(Locale.ROOT))
                .filter(TRACE_ID.asMatchPredicate())
                .map(Traceparent::started);
    }

    static Traceparent random() {
        return started(randomHex(16));
    }

    private static Traceparent started(String traceId) {
        return new Traceparent("00-" + traceId + "-" + randomHex(8) + "-01");
    }

    String traceId() {
        return value.substring(3, 35);
    }

    private static String randomHex(int bytes) {
        var random = new byte[bytes];
        ThreadLocalRandom.current().nextBytes(random); // why not a secure one: ids are no secret
        random[0] |= 1; // why: an id of zeros only means "none"
        return HexFormat.of().formatHex(random);
    }
}
