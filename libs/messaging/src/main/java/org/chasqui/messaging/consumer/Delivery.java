package org.chasqui.messaging.consumer;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import org.chasqui.messaging.EnvelopeJson;
import org.chasqui.messaging.EnvelopeJson.MalformedEnvelope;
import org.chasqui.messaging.Event;
import org.chasqui.messaging.Message;
import org.chasqui.messaging.Replica;
import org.chasqui.messaging.Subscription;
import org.chasqui.messaging.Subscription.LockLimit;
import org.chasqui.messaging.Subscription.Route;
import org.chasqui.messaging.queue.Entry;
import org.chasqui.messaging.queue.Offset;
import org.chasqui.platform.Author;
import org.chasqui.platform.Trace;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;

/**
 * An entry with the handler that its subscription has for it.
 *
 * @param subject the aggregate, as {@code order/17}; empty if the envelope does not say
 * @param understood false for a type that only a newer release knows
 * @param route where it goes; empty if it is ignored, not understood or malformed
 * @param defect why its type cannot be read
 * @param forgets whether it takes the place of all earlier events of its aggregate
 */
record Delivery(
        Entry entry,
        String subject,
        boolean understood,
        Optional<Route<?>> route,
        Optional<RuntimeException> defect,
        boolean forgets) {

    private static final Logger log = LoggerFactory.getLogger(Delivery.class);

    static Delivery of(Entry entry, Subscription subscription) {
        try {
            var head = EnvelopeJson.head(entry.json());
            var type = head.type();
            return new Delivery(
                    entry,
                    head.subject(),
                    subscription.knows(type),
                    subscription.routeOf(type),
                    Optional.empty(),
                    Event.forgets(type));
        } catch (JacksonException | MalformedEnvelope e) {
            // why understood: no newer release will make sense of it either, so it is treated as an event that fails
            return new Delivery(entry, "", true, Optional.empty(), Optional.of(e), false);
        }
    }

    /** The first deliveries, as many as one transaction may lock the rows for; at least one. */
    static List<Delivery> upTo(LockLimit<?> limit, List<Delivery> deliveries) {
        var locked = new HashSet<Object>();
        var count = 0;
        for (var delivery : deliveries) {
            locked.addAll(delivery.locked(limit));
            if (count > 0 && locked.size() > limit.most()) {
                break;
            }
            count++;
        }
        return deliveries.subList(0, count);
    }

    private <T> Collection<?> locked(LockLimit<T> limit) {
        if (route.filter(handled -> handled.record() == limit.record()).isEmpty()) {
            return List.of();
        }
        try {
            var data = EnvelopeJson.read(entry.json(), limit.record()).data();
            return List.copyOf(limit.locked().apply(data));
        } catch (RuntimeException e) {
            return List.of(); // why: its handler meets the failure, too, where it is counted
        }
    }

    Offset offset() {
        return entry.offset();
    }

    /** The replica that the event changes, if it does. */
    Optional<Replica<?>> replica() {
        return route.flatMap(Route::replica);
    }

    boolean changes(Replica<?> replica) {
        return replica().filter(replica::equals).isPresent();
    }

    /** Hands deliveries to their handlers: each handler gets its events of a batch together, in the order of the stream. */
    static void dispatch(List<Delivery> deliveries) {
        var byRoute = new LinkedHashMap<Route<?>, List<Entry>>();
        for (var delivery : deliveries) {
            delivery.defect.ifPresent(defect -> {
                throw defect;
            });
            delivery.route.ifPresent(route ->
                    byRoute.computeIfAbsent(route, first -> new ArrayList<>()).add(delivery.entry));
        }
        byRoute.forEach(Delivery::handle);
    }

    private static <T> void handle(Route<T> route, List<Entry> entries) {
        var messages =
                entries.stream().map(entry -> read(entry, route.record())).toList();
        messages.forEach(Delivery::logMessage);
        // why only one: a batch belongs to many requests, and the handler itself says which one caused what it
        // publishes
        if (messages.size() > 1) {
            route.handler().handle(messages);
        } else {
            during(messages.getFirst(), () -> route.handler().handle(messages));
        }
    }

    private static void logMessage(Message<?> message) {
        if (log.isDebugEnabled()) {
            during(
                    message,
                    () -> log.debug(
                            "Applies {} of {}, version {}", message.type(), message.aggregateId(), message.version()));
        }
    }

    /** With the trace and the author of the message. */
    private static void during(Message<?> message, Runnable action) {
        Trace.during(message.traceparent(), () -> Author.during(message.author(), action));
    }

    private static <T> Message<T> read(Entry entry, Class<T> record) {
        var message = EnvelopeJson.read(entry.json(), record);
        if (!message.id().toString().equals(entry.offset().eventId())) {
            // why: it was written into the list by hand
            throw new IllegalStateException("The entry " + entry.offset() + " holds the event " + message.id());
        }
        return message;
    }
}
