package org.chasqui.messaging.consumer;

import java.util.Optional;
import org.chasqui.messaging.EnvelopeJson;
import org.chasqui.messaging.EnvelopeJson.MalformedEnvelope;
import org.chasqui.messaging.Replica;
import org.chasqui.messaging.Subscription;
import org.chasqui.messaging.Subscription.Route;
import org.chasqui.messaging.queue.Entry;
import org.chasqui.messaging.queue.Offset;
import tools.jackson.core.JacksonException;

/**
 * An entry with what the subscription's table says of it.
 *
 * @param understood false for a type that only a newer release knows
 * @param route where it goes; empty if it is ignored, not understood or malformed
 * @param defect why it cannot even be told what it is
 */
record Delivery(Entry entry, boolean understood, Optional<Route<?>> route, Optional<RuntimeException> defect) {

    static Delivery of(Entry entry, Subscription subscription) {
        try {
            var type = EnvelopeJson.type(entry.json());
            return new Delivery(entry, subscription.knows(type), subscription.routeOf(type), Optional.empty());
        } catch (JacksonException | MalformedEnvelope e) {
            // why understood: no newer release will make sense of it either, so it takes the way of an event that fails
            return new Delivery(entry, true, Optional.empty(), Optional.of(e));
        }
    }

    Offset offset() {
        return entry.offset();
    }

    /** The table of copies that it goes into, if it does. */
    Optional<Replica<?>> replica() {
        return route.flatMap(Route::replica);
    }

    boolean isOf(Replica<?> table) {
        return replica().filter(table::equals).isPresent();
    }
}
