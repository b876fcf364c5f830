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
     * @param now when the numbering began: the log may have changed since
     * @param numbered in the order of their positions; the first may have been numbered before
     */
    synchronized void add(long now, List<LoggedEvent> numbered) {
        var known = run;
        if (isFollowedBy(known.events(), numbered) && now - known.begun() <= LONGEST_RUN) {
            run = new Run(joined(known.events(), numbered), known.begun(), now);
        } else if (known.events().isEmpty() || now - known.at() >= 0) {
            run = new Run(newest(numbered), now, now);
        } else if (isFollowedBy(numbered, known.events()) && known.at() - now <= LONGEST_RUN) {
            // why: of two transactions, the second may come here before the first
            run = new Run(joined(numbered, known.events()), Math.min(now, known.begun()), known.at());
        }
    }

    private static boolean isFollowedBy(List<LoggedEvent> first, List<LoggedEvent> second) {
        return !first.isEmpty()
                && first.getLast().offset().equals(second.getFirst().offset());
    }

    private static List<LoggedEvent> joined(List<LoggedEvent> first, List<LoggedEvent> second) {
        var all = new ArrayList<>(first);
        all.addAll(second.subList(1, second.size()));
        return newest(all);
    }

    private static List<LoggedEvent> newest(List<LoggedEvent> events) {
        return List.copyOf(events.subList(Math.max(0, events.size() - CAPACITY), events.size()));
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
