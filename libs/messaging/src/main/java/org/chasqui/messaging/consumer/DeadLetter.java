package org.chasqui.messaging.consumer;

import java.time.Instant;

/**
 * An event that could not be applied. It is not lost: it can be replayed once the reason is gone.
 *
 * @param subscription name of the subscription, for example {@code orders.0.orders-queries}
 * @param eventId id of the event
 * @param position its place in the stream
 * @param entry the list entry as it was
 * @param error the last failure
 * @param attempts how often it was tried
 * @param fatal whether an attempt did not return, perhaps because it ended the process; then only a person tries it again
 * @param state {@code open}, {@code replayed} or {@code discarded}
 * @param createdAt when it was set aside
 */
public record DeadLetter(
        String subscription,
        String eventId,
        long position,
        String entry,
        String error,
        int attempts,
        boolean fatal,
        String state,
        Instant createdAt) {}
