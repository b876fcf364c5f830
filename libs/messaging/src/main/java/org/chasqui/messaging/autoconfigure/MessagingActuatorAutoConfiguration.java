package org.chasqui.messaging.autoconfigure;

import org.chasqui.messaging.actuate.DeadLettersEndpoint;
import org.chasqui.messaging.actuate.LoopsHealthIndicator;
import org.chasqui.messaging.actuate.MessagingMetrics;
import org.chasqui.messaging.actuate.SubscriptionsEndpoint;
import org.chasqui.messaging.consumer.Consumers;
import org.chasqui.messaging.outbox.Publication;
import org.chasqui.platform.worker.WorkerLoops;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;

/** Shows messaging to operators: two endpoints, a liveness contribution and the metrics. */
@AutoConfiguration(after = MessagingAutoConfiguration.class)
public final class MessagingActuatorAutoConfiguration {

    @Bean
    @ConditionalOnAvailableEndpoint
    SubscriptionsEndpoint subscriptionsEndpoint(Consumers consumers, ObjectProvider<Publication> publication) {
        return new SubscriptionsEndpoint(consumers, publication.getIfAvailable());
    }

    @Bean
    @ConditionalOnAvailableEndpoint
    DeadLettersEndpoint deadLettersEndpoint(Consumers consumers) {
        return new DeadLettersEndpoint(consumers);
    }

    @Bean
    LoopsHealthIndicator loopsHealthIndicator(WorkerLoops loops) {
        return new LoopsHealthIndicator(loops);
    }

    @Bean
    MessagingMetrics messagingMetrics(ObjectProvider<Publication> publication, Consumers consumers, WorkerLoops loops) {
        return new MessagingMetrics(publication.getIfAvailable(), consumers, loops);
    }
}
