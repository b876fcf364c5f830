package org.chasqui.messaging.consumer;

import org.chasqui.messaging.queue.Offset;
import org.jspecify.annotations.Nullable;

/**
 * Where a subscription stands, by its row in the database.
 *
 * @param offset of the last event that was applied or set aside
 * @param generation how often the subscription was rebuilt
 * @param isRebuilding whether a rebuild is under way
 * @param target the position up to which the rebuild has to go; null if none is under way, or if the publisher has not said it yet
 */
public record Standing(
        Offset offset,
        int generation,
        boolean isRebuilding,
        @Nullable Long target) {

    static Standing at(Offset offset, int generation) {
        return new Standing(offset, generation, false, null);
    }

    boolean hasReachedTarget() {
        return target != null && offset.position() >= target;
    }

    /** Positions that a rebuild has still to pass; 0 if none is under way, null while it is not known how far it has to go. */
    public @Nullable Long remaining() {
        if (!isRebuilding) {
            return 0L;
        }
        return target == null ? null : Math.max(0, target - offset.position());
    }
}
