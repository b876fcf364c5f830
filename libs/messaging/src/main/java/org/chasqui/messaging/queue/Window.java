package org.chasqui.messaging.queue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The keys of a subscription in Redis at one moment: a hint, to be checked against the committed offset before use.
 *
 * @param acknowledged the offset that the subscriber last asserted; empty if Redis has lost it
 * @param elements the oldest elements of the list, as they are
 * @param length elements in the whole list
 */
public record Window(Optional<Offset> acknowledged, List<String> elements, long length) {

    /**
     * The longest run of entries that continues the committed offset without a hole.
     *
     * <p>An entry at or before the offset is an old one and is skipped. One whose predecessor lies behind the offset shows
     * that something is missing; it ends the run, as garbage does.
     */
    public List<Entry> runAfter(Offset committed) {
        var run = new ArrayList<Entry>();
        var at = committed;
        for (var element : elements) {
            var parsed = Entry.parse(element);
            if (parsed.isEmpty()) {
                break;
            }
            var entry = parsed.get();
            if (forks(entry, at)) {
                break;
            }
            if (entry.offset().position() <= at.position()) {
                continue;
            }
            if (entry.previous() > at.position()) {
                break;
            }
            run.add(entry);
            at = entry.offset();
        }
        return run;
    }

    /** Whether there is nothing to do: nothing in the list, and Redis knows the subscriber's offset. */
    public boolean isIdleAt(Offset committed) {
        return elements.isEmpty() && acknowledged.filter(committed::equals).isPresent();
    }

    /** The same position under another id: the source has another history than the one that was applied here. */
    private static boolean forks(Entry entry, Offset at) {
        var same = entry.offset().position() == at.position();
        var follows = entry.previous() == at.position();
        return (same && !entry.offset().eventId().equals(at.eventId()))
                || (follows && !entry.previousId().equals(at.eventId()));
    }
}
