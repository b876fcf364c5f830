package org.chasqui.orders.commands.messages;

import java.util.List;
import org.chasqui.messaging.Subscription;
import org.chasqui.orders.commands.replica.KnownProducts;
import org.chasqui.orders.commands.replica.ProductEvent;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What is heard of products and their stock, and where it goes. */
@Configuration(proxyBeanMethods = false)
class ProductSubscription {

    private static final List<String> PRODUCTS = List.of("product.created.v1", "product.changed.v1");

    private static final List<String> RESERVATIONS =
            List.of("reservation.made.v1", "reservation.refused.v1", "reservation.released.v1");

    /** A rebuild brings the reservations again, too; orders that know them find nothing new in them. */
    @Bean
    Subscription products(KnownProducts knownProducts, ReservationListener listener) {
        return Subscription.to("products")
                .on(PRODUCTS, ProductEvent.class, knownProducts.rows())
                .on(RESERVATIONS, ReservationEvent.class, listener::reservationsChanged)
                .build();
    }
}
