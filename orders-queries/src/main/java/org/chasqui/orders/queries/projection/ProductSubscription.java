package org.chasqui.orders.queries.projection;

import java.util.List;
import org.chasqui.messaging.Subscription;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What is heard of products, and where it goes. What becomes of an order's stock is heard from the order itself. */
@Configuration(proxyBeanMethods = false)
class ProductSubscription {

    @Bean
    Subscription products(Names<ProductEvent> productNames) {
        return Subscription.to("products")
                .on(
                        List.of("product.created.v1", "product.changed.v1"),
                        ProductEvent.class,
                        productNames::update,
                        productNames.rows())
                .ignoring("reservation.made.v1", "reservation.refused.v1", "reservation.released.v1")
                .build();
    }
}
