package org.chasqui.messaging.consumer;

import org.chasqui.messaging.queue.Offset;
import org.jspecify.annotations.Nullable;

/**
 * The state of a subscription, as its row in the database has it.
 *
 * @param offset of the last event that was applied or set aside
 * @param generation counts the rebuilds that began or were stopped
 * @param isRebuilding whether a rebuild is under way
 * @param target the position up to which the rebuild has to go; null without a rebuild, and until the publisher has said it
 */
public record SubscriptionState(
        Offset offset,
        int generation,
        boolean isRebuilding,
        @Nullable Long target) {

    static SubscriptionState at(Offset offset, int generation) {
        return new SubscriptionState(offset, generation, false, null);
    }

    boolean hasReachedTarget() {
        return target != null && offset.position() >= target;
    }

    /** Positions that a rebuild has still to pass; 0 without a rebuild, null until its target is known. */
    public @Nullable Long remaining() {
        if (!isRebuilding) {
            return 0L;
        }
        return target == null ? null : Math.max(0, target - offset.position());
    }
}
