package org.chasqui.orders.commands.messages;

import java.util.List;
import org.chasqui.messaging.Subscription;
import org.chasqui.orders.commands.messages.ReservationListener.ReservationEvent;
import org.chasqui.orders.commands.replica.Replicas;
import org.chasqui.orders.commands.replica.Replicas.MarketEvent;
import org.chasqui.orders.commands.replica.Replicas.ProductEvent;
import org.chasqui.orders.commands.replica.Replicas.UserEvent;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The events that this service consumes, and their handlers. */
@Configuration(proxyBeanMethods = false)
class Subscriptions {

    private static final List<String> USERS = List.of("user.created.v1", "user.changed.v1", "user.forgotten.v1");

    private static final List<String> PRODUCTS = List.of("product.created.v1", "product.changed.v1");

    private static final List<String> MARKETS = List.of("market.opened.v1", "market.closed.v1");

    private static final List<String> RESERVATIONS = List.of(
            "reservation.made.v1",
            "reservation.refused.v1",
            "reservation.released.v1",
            "reservation.made.v2",
            "reservation.refused.v2",
            "reservation.released.v2");

    @Bean
    Subscription users(Replicas known) {
        return Subscription.to("users")
                .on(USERS, UserEvent.class, known.users())
                .build();
    }

    /** A rebuild brings the reservations again, too; orders that know them find nothing new in them. */
    @Bean
    Subscription products(Replicas known, ReservationListener listener) {
        return Subscription.to("products")
                .on(PRODUCTS, ProductEvent.class, known.products())
                .on(MARKETS, MarketEvent.class, known.markets())
                .on(RESERVATIONS, ReservationEvent.class, listener::reservationsChanged)
                .build();
    }
}
