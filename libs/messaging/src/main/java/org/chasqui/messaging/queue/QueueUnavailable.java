package org.chasqui.messaging.queue;

import org.springframework.core.NestedExceptionUtils;

/** Redis gave no answer, or refused. Whether the command took effect is unknown; running it again is safe. */
public final class QueueUnavailable extends RuntimeException {

    private static final long serialVersionUID = 1L;

    QueueUnavailable(QueueName queue, Exception cause) {
        // why: what Redis says, such as OOM or READONLY, is at the bottom, under messages that say nothing
        super(
                "Redis did not serve the queue " + queue + ": "
                        + NestedExceptionUtils.getMostSpecificCause(cause).getMessage(),
                cause);
    }
}
