package org.chasqui.messaging.consumer;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.chasqui.messaging.EnvelopeJson;
import org.chasqui.messaging.Replica;
import org.chasqui.messaging.Subscription;
import org.chasqui.messaging.queue.Entry;
import org.chasqui.messaging.queue.Offset;

/**
 * Lets a rebuild go through the whole stream while the rows of before serve. An event that is older than its row is kept from its
 * handler and noted, since a row must not go back; when the replay comes to an event that is as new as the row, or newer, that is handed
 * over and the row counts as confirmed. What is left at the end is for the {@link Sweep}.
 */
final class Replay {

    private final Subscription subscription;
    private final ReplayedTable replayed;

    Replay(Subscription subscription, ReplayedTable replayed) {
        this.subscription = subscription;
        this.replayed = replayed;
    }

    /** A delivery, and what it tells the state of. */
    private record Met(EnvelopeJson.Aggregate aggregate, Delivery delivery) {

        static Optional<Met> of(Delivery delivery) {
            return EnvelopeJson.aggregate(delivery.entry().json()).map(aggregate -> new Met(aggregate, delivery));
        }

        long id() {
            return aggregate.id();
        }

        long version() {
            return aggregate.version();
        }
    }

    /** The deliveries that are for their handlers; all of them if no rebuild is under way. */
    List<Delivery> due(Standing at, List<Delivery> run) {
        if (!at.isRebuilding()) {
            return run;
        }
        replayed.allowRepairs();
        var held = new HashSet<Offset>();
        for (var replica : subscription.replicas()) {
            held.addAll(hold(replica, at.generation(), run));
        }
        return run.stream()
                .filter(delivery -> !held.contains(delivery.offset()))
                .toList();
    }

    /** Leaves a row as it is where its event is set aside: it may be the very one that the row came from. */
    void leave(Standing at, Delivery delivery) {
        if (at.isRebuilding()) {
            delivery.replica()
                    .ifPresent(replica -> Met.of(delivery).ifPresent(met -> leave(replica, at.generation(), met)));
        }
    }

    /** Why not where the row is ahead of the event: a later one must still be able to take its place. */
    private void leave(Replica<?> replica, int generation, Met met) {
        if (replayed.ahead(replica, generation, Map.of(met.id(), met.version())).isEmpty()) {
            replayed.confirm(replica, generation, List.of(met.id()));
        }
    }

    /** Notes what was met, and returns the events that are not to be handed over. */
    private List<Offset> hold(Replica<?> replica, int generation, List<Delivery> run) {
        var met = run.stream()
                .filter(delivery -> delivery.isOf(replica))
                .flatMap(delivery -> Met.of(delivery).stream())
                .toList();
        if (met.isEmpty()) {
            return List.of();
        }
        var newest = new TreeMap<Long, Met>();
        met.forEach(event -> newest.merge(event.id(), event, (a, b) -> b.version() > a.version() ? b : a));
        var versions = versions(newest);
        var ahead = replayed.ahead(replica, generation, versions);
        replayed.behind(replica, generation, entries(newest, ahead));
        versions.keySet().removeAll(ahead);
        replayed.confirm(replica, generation, versions.keySet());
        return met.stream()
                .filter(event -> ahead.contains(event.id()))
                .map(event -> event.delivery().offset())
                .toList();
    }

    private static Map<Long, Long> versions(Map<Long, Met> newest) {
        var versions = new LinkedHashMap<Long, Long>();
        newest.forEach((id, met) -> versions.put(id, met.version()));
        return versions;
    }

    private static Map<Long, Entry> entries(Map<Long, Met> newest, Set<Long> ahead) {
        var entries = new LinkedHashMap<Long, Entry>();
        newest.values().stream()
                .filter(met -> ahead.contains(met.id()))
                .forEach(met -> entries.put(met.id(), met.delivery().entry()));
        return entries;
    }
}
