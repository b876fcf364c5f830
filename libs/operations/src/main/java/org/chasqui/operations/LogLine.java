package org.chasqui.operations;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * What a service has logged.
 *
 * @param traceId of the request or the event that it is about
 * @param stack of the failure that was logged with it
 */
record LogLine(
        Instant time,
        String service,
        String instance,
        Level level,
        String logger,
        String thread,
        @Nullable String traceId,
        String message,
        @Nullable String stack) {

    /** The characters of its texts, about. */
    int length() {
        return 100 + logger.length() + thread.length() + message.length() + (stack == null ? 0 : stack.length());
    }
}
