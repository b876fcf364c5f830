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

    private final LongSupplier nanoTime;
    private volatile Run run = new Run(List.of(), 0);

    /** @param nanoTime as that of {@link System} */
    RecentEvents(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** @param at when the last of them were numbered */
    private record Run(List<LoggedEvent> events, long at) {}

    /**
     * Called by one thread only.
     *
     * @param numbered in the order of their positions; the first may have been numbered before
     */
    void add(List<LoggedEvent> numbered) {
        var known = run.events();
        var joined = new ArrayList<LoggedEvent>();
        if (!known.isEmpty()
                && known.getLast().offset().equals(numbered.getFirst().offset())) {
            joined.addAll(known.subList(0, known.size() - 1));
        }
        joined.addAll(numbered);
        run = new Run(
                List.copyOf(joined.subList(Math.max(0, joined.size() - CAPACITY), joined.size())),
                nanoTime.getAsLong());
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
