package org.chasqui.messaging.consumer;

import java.util.UUID;
import org.chasqui.messaging.queue.Extent;
import org.chasqui.messaging.queue.RedisQueue;
import org.jspecify.annotations.Nullable;

/**
 * Learns from the publisher how far a rebuild has to go, and whether it has come as far.
 *
 * <p>It asks when the rebuild begins, and again when the list has run empty before the target: a source that was restored from a backup
 * meanwhile may have become shorter, and never reach it. And it asks once more at the target: what was compacted meanwhile may be known
 * only by an event behind it.
 */
final class RebuildTarget {

    private final RedisQueue queue;
    private final SubscriptionTable table;

    private @Nullable Question open;

    /** The generation that has met everything which its stream has; -1 before there is one. */
    private int complete = -1;

    RebuildTarget(RedisQueue queue, SubscriptionTable table) {
        this.queue = queue;
        this.table = table;
    }

    /** Why the standing: an answer says something about the rebuild, and the place in it, for which it was asked. */
    private record Question(String name, Standing asked) {}

    /** Whether an answer is waited for. */
    boolean isAsking() {
        return open != null;
    }

    /** Whether the rebuild has met everything that its stream has, so that what it has not met can go. */
    boolean isReached(Standing at) {
        return at.hasReachedTarget() && complete == at.generation();
    }

    /**
     * Asks what is to be known, or looks for the answer.
     *
     * @param idle whether there is nothing to apply at this moment
     * @return whether something was learned
     */
    boolean ask(Standing at, boolean idle) {
        if (open != null && !isAbout(at, open)) {
            open = null;
        }
        if (open == null && isToBeAsked(at, idle)) {
            open = new Question(UUID.randomUUID().toString(), at);
        }
        return open != null && hasAnswer(open);
    }

    private static boolean isAbout(Standing at, Question question) {
        return at.isRebuilding() && question.asked().generation() == at.generation();
    }

    private boolean isToBeAsked(Standing at, boolean idle) {
        if (!at.isRebuilding()) {
            return false;
        }
        return at.hasReachedTarget() ? complete != at.generation() : idle || at.target() == null;
    }

    private boolean hasAnswer(Question question) {
        var answer = queue.ask(question.name());
        answer.ifPresent(extent -> {
            open = null;
            learn(question.asked(), extent);
        });
        return answer.isPresent();
    }

    private void learn(Standing asked, Extent extent) {
        if (!asked.hasReachedTarget()) {
            var target = asked.target();
            // why never higher: what is added to the stream meanwhile need not be waited for
            table.setTarget(asked, target == null ? extent.head() : Math.min(target, extent.head()));
        } else if (extent.compacted() <= asked.offset().position()) {
            complete = asked.generation();
        } else {
            table.setTarget(asked, extent.compacted());
        }
    }
}
