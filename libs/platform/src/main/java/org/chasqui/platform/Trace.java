package org.chasqui.platform;

import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/** The W3C trace context of the calling thread, kept where log lines find it. */
public final class Trace {

    /** MDC key of the whole {@code traceparent}. */
    public static final String TRACEPARENT = "traceparent";

    /** MDC key of the trace id, 32 hexadecimal digits: what a person searches the logs for. */
    public static final String TRACE_ID = "traceId";

    /** <a href="https://www.w3.org/TR/trace-context/#traceparent-header">W3C Trace Context</a>, version 00, no all-zero ids. */
    private static final Pattern W3C = Pattern.compile("00-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");

    private Trace() {}

    /** The value if it is well formed; anything else is treated as absent, since a caller may send anything. */
    public static Optional<String> valid(@Nullable String traceparent) {
        return Optional.ofNullable(traceparent)
                .filter(value -> W3C.matcher(value).matches());
    }

    /** The trace id of a well-formed value. */
    public static String id(String traceparent) {
        return traceparent.substring(3, 35);
    }

    public static Optional<String> current() {
        return valid(MDC.get(TRACEPARENT));
    }

    /** The trace id of the calling thread; empty outside a request or a message. */
    public static Optional<String> currentId() {
        return Optional.ofNullable(MDC.get(TRACE_ID));
    }

    /**
     * Lets the log lines that follow have the trace, or none, until {@link #leave()}. For work whose failure is logged further out:
     * the loop of a worker leaves the trace when it has logged the failure of a pass.
     */
    public static void enter(Optional<String> traceparent) {
        leave();
        traceparent.ifPresent(value -> {
            MDC.put(TRACEPARENT, value);
            MDC.put(TRACE_ID, id(value));
        });
    }

    public static void leave() {
        MDC.remove(TRACEPARENT);
        MDC.remove(TRACE_ID);
    }

    /** Runs the action with the trace of its cause in the log lines, and restores the trace of before. */
    public static void during(Optional<String> traceparent, Runnable action) {
        if (traceparent.isEmpty()) {
            action.run();
            return;
        }
        var before = current();
        enter(traceparent);
        try {
            action.run();
        } finally {
            enter(before);
        }
    }
}
