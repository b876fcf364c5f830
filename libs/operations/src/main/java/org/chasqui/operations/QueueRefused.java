package org.chasqui.operations;

import org.chasqui.platform.Refusal;

/** A queue does not do what it was asked for. */
final class QueueRefused extends Refusal {

    private final boolean isRepeatable;

    private QueueRefused(String slug, Kind kind, String detail, boolean isRepeatable) {
        super(slug, kind, detail);
        this.isRepeatable = isRepeatable;
    }

    /** It is a subscription's: what is added or taken by hand would break the promise that each event takes effect once. */
    static QueueRefused ofSubscription(String name) {
        return new QueueRefused(
                "subscription-queue",
                Kind.CONFLICT,
                "%s is the list of a subscription, which only its publisher fills, and only its subscriber empties: each event takes effect once, and in order. Events that failed are at /ops/services/%s/deadletters."
                        .formatted(name, name.substring(name.lastIndexOf('.') + 1)),
                false);
    }

    /** @param limit what there may be at most */
    static QueueRefused full(String limit) {
        return new QueueRefused(
                "queue-full",
                Kind.CONFLICT,
                "There may be %s. Pop messages, or wait until answers to requests with a key are a day old."
                        .formatted(limit),
                false);
    }

    /** @param hasKey whether the request has a key, by which it may be repeated without a second effect */
    static QueueRefused unconfirmed(boolean hasKey) {
        return new QueueRefused(
                "queue-unavailable",
                Kind.NOT_YET,
                hasKey
                        ? "Redis did not confirm this in time. Repeat it with the same key."
                        : "Redis did not confirm this in time, so it may have been done, or not. Look before you repeat it, or use an Idempotency-Key.",
                hasKey);
    }

    /** A list could not be read. */
    static QueueRefused unreadable(String whoIsSilent) {
        return new QueueRefused("queue-unavailable", Kind.NOT_YET, whoIsSilent + " does not answer.", true);
    }

    @Override
    public boolean isPassing() {
        return isRepeatable;
    }
}
