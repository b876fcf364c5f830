package org.chasqui.messaging.consumer;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.chasqui.messaging.EnvelopeJson;
import org.chasqui.messaging.Message;
import org.chasqui.messaging.Subscription.Route;
import org.chasqui.messaging.Trace;
import org.chasqui.messaging.queue.Entry;

/** Hands deliveries to their handlers: in their order, consecutive ones of the same handler together. */
final class Dispatcher {

    private Dispatcher() {}

    static void dispatch(List<Delivery> deliveries) {
        var start = 0;
        while (start < deliveries.size()) {
            var first = deliveries.get(start);
            first.defect().ifPresent(Dispatcher::fail);
            var end = start + 1;
            while (end < deliveries.size() && continues(first, deliveries.get(end))) {
                end++;
            }
            var run = deliveries.subList(start, end);
            first.route().ifPresent(route -> deliver(route, run));
            start = end;
        }
    }

    private static boolean continues(Delivery first, Delivery next) {
        return next.defect().isEmpty() && next.route().equals(first.route());
    }

    private static void fail(RuntimeException defect) {
        throw defect;
    }

    private static <T> void deliver(Route<T> route, List<Delivery> run) {
        var messages = new ArrayList<Message<T>>(run.size());
        for (var delivery : run) {
            messages.add(read(delivery.entry(), route.record()));
        }
        // why only one: the lines of a batch belong to many requests, and the handler traces what it publishes itself
        var trace = messages.size() == 1 ? messages.getFirst().traceparent() : Optional.<String>empty();
        Trace.during(trace, () -> route.handler().handle(messages));
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
