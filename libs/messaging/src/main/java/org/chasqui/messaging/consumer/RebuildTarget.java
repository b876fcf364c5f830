package org.chasqui.messaging.consumer;

import java.util.UUID;
import org.chasqui.messaging.queue.RedisQueue;
import org.chasqui.messaging.queue.RedisQueue.LogPositions;
import org.jspecify.annotations.Nullable;

/**
 * Asks the publisher how far a rebuild has to go.
 *
 * <p>It asks three times: when the rebuild begins; when the list is empty before the target, because a source that was restored from a
 * backup meanwhile may have become shorter; and at the target, because compaction may have removed events meanwhile that only a later
 * event replaces.
 */
final class RebuildTarget {

    private final RedisQueue queue;
    private final SubscriptionTable table;

    private @Nullable Question open;

    /** The generation that has met all that its stream has; -1 before there is one. */
    private int complete = -1;

    RebuildTarget(RedisQueue queue, SubscriptionTable table) {
        this.queue = queue;
        this.table = table;
    }

    /** Why the state: an answer is about the rebuild, and the place in it, for which the question was asked. */
    private record Question(String name, SubscriptionState asked) {}

    /** Whether an answer is due. */
    boolean isAsking() {
        return open != null;
    }

    /** Whether the rebuild has met all that its stream has, so that rows of which it has met nothing can go. */
    boolean isReached(SubscriptionState at) {
        return at.hasReachedTarget() && complete == at.generation();
    }

    /**
     * Asks, or looks for the answer to what was asked.
     *
     * @param idle whether there is nothing to apply at this moment
     * @return whether something was learned
     */
    boolean ask(SubscriptionState at, boolean idle) {
        if (open != null && !isAbout(at, open)) {
            open = null;
        }
        if (open == null && isToBeAsked(at, idle)) {
            open = new Question(UUID.randomUUID().toString(), at);
        }
        return open != null && hasAnswer(open);
    }

    private static boolean isAbout(SubscriptionState at, Question question) {
        return at.isRebuilding() && question.asked().generation() == at.generation();
    }

    private boolean isToBeAsked(SubscriptionState at, boolean idle) {
        if (!at.isRebuilding()) {
            return false;
        }
        return at.hasReachedTarget() ? complete != at.generation() : idle || at.target() == null;
    }

    private boolean hasAnswer(Question question) {
        var answer = queue.ask(question.name());
        answer.ifPresent(positions -> {
            open = null;
            learn(question.asked(), positions);
        });
        return answer.isPresent();
    }

    private void learn(SubscriptionState asked, LogPositions positions) {
        if (!asked.hasReachedTarget()) {
            var target = asked.target();
            // why never higher: the rebuild need not wait for what is added to the stream meanwhile
            table.setTarget(asked, target == null ? positions.head() : Math.min(target, positions.head()));
        } else if (positions.compacted() <= asked.offset().position()) {
            complete = asked.generation();
        } else {
            table.setTarget(asked, positions.compacted());
        }
    }
}
