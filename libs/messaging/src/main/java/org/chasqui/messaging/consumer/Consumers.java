package org.chasqui.messaging.consumer;

import java.util.List;
import java.util.Optional;
import org.chasqui.platform.worker.Worker.Pass;

/** The consumers of a service, one for each stream that it subscribes to. */
public record Consumers(List<QueueConsumer> all) {

    /** @param name of the subscription, for example {@code orders.0.orders-queries}, or of its stream */
    public Optional<QueueConsumer> find(String name) {
        return all.stream()
                .filter(consumer -> consumer.queueName().toString().equals(name)
                        || consumer.queueName().stream().equals(name))
                .findFirst();
    }

    /** One pass of each consumer. */
    public Pass runOnce() {
        var passes = all.stream().map(QueueConsumer::runOnce).toList();
        return passes.contains(Pass.PROGRESSED) ? Pass.PROGRESSED : Pass.IDLE;
    }
}
