package org.chasqui.messaging.consumer;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.chasqui.messaging.EnvelopeJson;
import org.chasqui.messaging.Message;
import org.chasqui.messaging.Subscription.Route;
import org.chasqui.messaging.queue.Entry;
import org.chasqui.platform.Trace;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands deliveries to their handlers: all that one handler hears of a batch together, in the order of the stream. */
final class Dispatcher {

    private static final Logger log = LoggerFactory.getLogger(Dispatcher.class);

    private Dispatcher() {}

    static void dispatch(List<Delivery> deliveries) {
        var runs = new LinkedHashMap<Route<?>, List<Delivery>>();
        for (var delivery : deliveries) {
            delivery.defect().ifPresent(Dispatcher::fail);
            delivery.route()
                    .ifPresent(route -> runs.computeIfAbsent(route, first -> new ArrayList<>())
                            .add(delivery));
        }
        runs.forEach(Dispatcher::deliver);
    }

    private static void fail(RuntimeException defect) {
        throw defect;
    }

    private static <T> void deliver(Route<T> route, List<Delivery> run) {
        var messages = new ArrayList<Message<T>>(run.size());
        for (var delivery : run) {
            messages.add(read(delivery.entry(), route.record()));
        }
        messages.forEach(Dispatcher::announce);
        // why only one: the lines of a batch belong to many requests, and the handler traces what it publishes itself
        var trace = messages.size() == 1 ? messages.getFirst().traceparent() : Optional.<String>empty();
        Trace.during(trace, () -> route.handler().handle(messages));
    }

    /** The way of a request through the services, for whoever wants to see it. */
    private static void announce(Message<?> message) {
        if (log.isDebugEnabled()) {
            Trace.during(
                    message.traceparent(),
                    () -> log.debug(
                            "Applies {} of {}, version {}", message.type(), message.aggregateId(), message.version()));
        }
    }

    private static <T> Message<T> read(Entry entry, Class<T> record) {
        var message = EnvelopeJson.read(entry.json(), record);
        if (!message.id().toString().equals(entry.offset().eventId())) {
            throw new MisplacedEvent(entry, message.id());
        }
        return message;
    }

    /** An entry whose header and envelope name different events: somebody has written to the list by hand. */
    static final class MisplacedEvent extends RuntimeException {

        private static final long serialVersionUID = 1L;

        MisplacedEvent(Entry entry, UUID id) {
            super("The entry " + entry.offset() + " holds the event " + id);
        }
    }
}
