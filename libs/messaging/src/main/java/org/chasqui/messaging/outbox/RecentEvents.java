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
     * @param begun when the numbering of the first of them began
     * @param at when that of the last did
     */
    private record Run(List<LoggedEvent> events, long begun, long at) {}

    /** The time that {@link #add} asks for. */
    long now() {
        return nanoTime.getAsLong();
    }

    /**
     * Called by one thread only.
     *
     * @param now when the numbering began: the log may have changed since
     * @param numbered in the order of their positions; the first may have been numbered before
     */
    void add(long now, List<LoggedEvent> numbered) {
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
        var last = run;
        if (last.events().isEmpty() || now() - last.at() > LIFETIME) {
            return Optional.empty();
        }
        // why so: positions have no gaps where compaction has not been
        var index = offset.position() - last.events().getFirst().offset().position();
        if (index < 0
                || index >= last.events().size()
                || !last.events().get((int) index).offset().equals(offset)) {
            return Optional.empty();
        }
        var following = last.events().subList((int) index + 1, last.events().size());
        // why not an empty list: another instance may have numbered more
        return Optional.of(following.subList(0, Math.min(following.size(), limit)))
                .filter(events -> !events.isEmpty());
    }
}
