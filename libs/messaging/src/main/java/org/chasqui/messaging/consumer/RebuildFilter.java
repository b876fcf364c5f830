package org.chasqui.messaging.consumer;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.chasqui.messaging.EnvelopeJson;
import org.chasqui.messaging.Replica;
import org.chasqui.messaging.Subscription;
import org.chasqui.messaging.queue.Offset;

/**
 * Keeps the rows that serve from going back while a rebuild brings the whole stream again. The filter holds back an event that is
 * older than its row, and notes it. An event that is as new as its row, or newer, goes to its handler, and the filter confirms the row.
 * The {@link RebuildSweep} deals with all other rows at the end.
 */
final class RebuildFilter {

    private final Subscription subscription;
    private final RebuildNotes notes;

    RebuildFilter(Subscription subscription, RebuildNotes notes) {
        this.subscription = subscription;
        this.notes = notes;
    }

    /** A delivery, and the aggregate whose state it carries. */
    private record AggregateEvent(EnvelopeJson.Aggregate aggregate, Delivery delivery) {

        static Optional<AggregateEvent> of(Delivery delivery) {
            return EnvelopeJson.aggregate(delivery.entry().json())
                    .map(aggregate -> new AggregateEvent(aggregate, delivery));
        }

        long id() {
            return aggregate.id();
        }

        long version() {
            return aggregate.version();
        }
    }

    /** The deliveries that go to their handlers; without a rebuild, all of them. */
    List<Delivery> filter(SubscriptionState at, List<Delivery> run) {
        if (!at.isRebuilding()) {
            return run;
        }
        notes.allowRepairs();
        var heldBack = new HashSet<Offset>();
        for (var replica : subscription.replicas()) {
            heldBack.addAll(holdBack(replica, at.generation(), run));
        }
        return run.stream()
                .filter(delivery -> !heldBack.contains(delivery.offset()))
                .toList();
    }

    /** Confirms the row of an event that is skipped: that event may be the very one that the row came from. */
    void keepRow(SubscriptionState at, Delivery delivery) {
        if (at.isRebuilding()) {
            delivery.replica()
                    .ifPresent(replica ->
                            AggregateEvent.of(delivery).ifPresent(met -> keepRow(replica, at.generation(), met)));
        }
    }

    /** Why not where the row is newer than the event: a later event must still be able to take its place. */
    private void keepRow(Replica<?> replica, int generation, AggregateEvent met) {
        if (notes.newerRows(replica, generation, Map.of(met.id(), met.version()))
                .isEmpty()) {
            notes.confirm(replica, generation, List.of(met.id()));
        }
    }

    /** Notes what the rebuild has met, and returns the events that are held back. */
    private List<Offset> holdBack(Replica<?> replica, int generation, List<Delivery> run) {
        var events = run.stream()
                .filter(delivery -> delivery.changes(replica))
                .flatMap(delivery -> AggregateEvent.of(delivery).stream())
                .toList();
        if (events.isEmpty()) {
            return List.of();
        }
        var newest = new TreeMap<Long, AggregateEvent>();
        events.forEach(event -> newest.merge(event.id(), event, (a, b) -> b.version() > a.version() ? b : a));
        var versions = new LinkedHashMap<Long, Long>();
        newest.forEach((id, event) -> versions.put(id, event.version()));
        var newerRows = notes.newerRows(replica, generation, versions);
        versions.keySet().removeAll(newerRows);
        newest.keySet().retainAll(newerRows);
        notes.noteOlder(
                replica,
                generation,
                newest.keySet(),
                newest.values().stream().map(event -> event.delivery().entry()).toList());
        notes.confirm(replica, generation, versions.keySet());
        return events.stream()
                .filter(event -> newerRows.contains(event.id()))
                .map(event -> event.delivery().offset())
                .toList();
    }
}
