package org.chasqui.messaging.outbox;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.chasqui.messaging.outbox.EventLogReader.LoggedEvent;
import org.chasqui.messaging.queue.Offset;

/**
 * The events that this instance has numbered last, so that no relay has to read them again from the log.
 *
 * <p>Why for a moment only: the log is the truth, also after it was restored from a backup below a running service. An event that it has lost
 * must not be sent to anybody then.
 */
final class RecentEvents {

    /** A relay takes 200 at once, and must find the one before them. */
    private static final int CAPACITY = 201;

    private static final long LIFETIME = Duration.ofSeconds(1).toNanos();

    /** Why not for as long as events come: {@link Forgetting} may have rewritten the first ones in the log. */
    private static final long LONGEST_RUN = Duration.ofSeconds(5).toNanos();

    private final LongSupplier nanoTime;
    private volatile Run run = new Run(List.of(), 0, 0);

    /** @param nanoTime as that of {@link System} */
    RecentEvents(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /**
     * @param begun when the first of them were numbered
     * @param at when the last of them were
     */
    private record Run(List<LoggedEvent> events, long begun, long at) {}

    /**
     * Called by one thread only.
     *
     * @param numbered in the order of their positions; the first may have been numbered before
     */
    void add(List<LoggedEvent> numbered) {
        var now = nanoTime.getAsLong();
        var known = run.events();
        var begun = now;
        var joined = new ArrayList<LoggedEvent>();
        if (!known.isEmpty()
                && known.getLast().offset().equals(numbered.getFirst().offset())
                && now - run.begun() <= LONGEST_RUN) {
            begun = run.begun();
            joined.addAll(known.subList(0, known.size() - 1));
        }
        joined.addAll(numbered);
        run = new Run(List.copyOf(joined.subList(Math.max(0, joined.size() - CAPACITY), joined.size())), begun, now);
    }

    /** The events that follow the offset, at most so many; empty if none of these follows it. */
    Optional<List<LoggedEvent>> after(Offset offset, int limit) {
        var now = run;
        if (now.events().isEmpty() || nanoTime.getAsLong() - now.at() > LIFETIME) {
            return Optional.empty();
        }
        // why so: positions have no gaps where compaction has not been
        var index = offset.position() - now.events().getFirst().offset().position();
        if (index < 0
                || index >= now.events().size()
                || !now.events().get((int) index).offset().equals(offset)) {
            return Optional.empty();
        }
        var following = now.events().subList((int) index + 1, now.events().size());
        // why not an empty list: another instance may have numbered more
        return Optional.of(following.subList(0, Math.min(following.size(), limit)))
                .filter(events -> !events.isEmpty());
    }
}
