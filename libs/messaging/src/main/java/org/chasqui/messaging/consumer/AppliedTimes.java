package org.chasqui.messaging.consumer;

import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.chasqui.messaging.queue.Offset;

/** When an instance applied what: its last events, in memory alone. What it does not have, another instance has applied, or it is long ago. */
final class AppliedTimes {

    private static final int MOST = 2_000; // some 250 KB

    private final Queue<Applied> events = new ArrayDeque<>();

    private record Applied(String subject, Offset event, long at) {}

    /**
     * Notes that events were applied.
     *
     * @param at by {@link System#nanoTime()}
     */
    synchronized void add(List<Delivery> run, long at) {
        for (var delivery : run) {
            if (events.size() == MOST) {
                events.remove();
            }
            events.add(new Applied(delivery.subject(), delivery.offset(), at));
        }
    }

    /** When the events of an aggregate were applied last; those of which that is known. */
    synchronized Map<Offset, Long> of(String subject) {
        var times = new LinkedHashMap<Offset, Long>();
        events.stream()
                .filter(event -> event.subject().equals(subject))
                .forEach(event -> times.put(event.event(), event.at()));
        return times;
    }
}
