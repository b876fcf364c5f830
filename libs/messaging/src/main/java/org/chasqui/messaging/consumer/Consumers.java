package org.chasqui.messaging.consumer;

import java.util.List;
import java.util.Optional;

/** The consumers of a service, one for each stream that it subscribes to. */
public record Consumers(List<QueueConsumer> all) {

    /** @param name of the subscription, for example {@code orders.0.orders-queries}, or of its stream */
    public Optional<QueueConsumer> find(String name) {
        return all.stream()
                .filter(consumer -> consumer.queueName().toString().equals(name)
                        || consumer.queueName().stream().equals(name))
                .findFirst();
    }
}
