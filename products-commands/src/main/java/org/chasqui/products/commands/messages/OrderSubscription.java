package org.chasqui.products.commands.messages;

import java.util.List;
import org.chasqui.messaging.Subscription;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What this service hears of orders. */
@Configuration(proxyBeanMethods = false)
class OrderSubscription {

    /** Orders settled in one transaction: their products stay locked so long, and changes by hand wait for them. */
    private static final int BATCH = 20;

    private static final List<String> TYPES = List.of(
            "order.placed.v1",
            "order.completed.v1",
            "order.failed.v1",
            "order.cancel-requested.v1",
            "order.cancelled.v1",
            "order.reminded.v1");

    @Bean
    Subscription orders(OrderListener listener) {
        return Subscription.to("orders")
                .on(TYPES, OrderEvent.class, listener::ordersChanged)
                .batchesOf(BATCH)
                .build();
    }
}
