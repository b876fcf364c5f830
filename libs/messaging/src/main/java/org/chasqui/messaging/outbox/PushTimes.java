package org.chasqui.messaging.outbox;

import java.util.ArrayDeque;
import java.util.OptionalLong;
import java.util.Queue;

/** When a relay pushed what: its last pushes, in memory alone. What it does not have, another instance has pushed, or it is long ago. */
final class PushTimes {

    private static final int MOST = 5_000; // some 250 KB

    private final Queue<Push> pushes = new ArrayDeque<>();

    private record Push(long after, long last, long at) {

        boolean has(long position) {
            return after < position && position <= last;
        }
    }

    /**
     * Notes a push of all events after one position up to another.
     *
     * @param at by {@link System#nanoTime()}
     */
    synchronized void add(long after, long last, long at) {
        if (pushes.size() == MOST) {
            pushes.remove();
        }
        pushes.add(new Push(after, last, at));
    }

    /** When the event was pushed first; empty if that is not known. */
    synchronized OptionalLong of(long position) {
        return pushes.stream()
                .filter(push -> push.has(position))
                .mapToLong(Push::at)
                .findFirst();
    }

    /** Forgets everything: the positions may be those of other events by now. */
    synchronized void clear() {
        pushes.clear();
    }
}
