package org.chasqui.orders.queries.projection;

import java.util.List;
import org.chasqui.messaging.Subscription;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What is heard of orders, and where it goes. */
@Configuration(proxyBeanMethods = false)
class OrderSubscription {

    private static final List<String> TYPES = List.of(
            "order.placed.v1",
            "order.completed.v1",
            "order.failed.v1",
            "order.cancel-requested.v1",
            "order.cancelled.v1",
            "order.reminded.v1");

    @Bean
    Subscription orders(OrderProjection projection) {
        return Subscription.to("orders")
                .on(TYPES, OrderEvent.class, projection::ordersChanged, projection.rows())
                .build();
    }
}
