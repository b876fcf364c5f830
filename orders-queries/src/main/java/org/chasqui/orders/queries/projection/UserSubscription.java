package org.chasqui.orders.queries.projection;

import java.util.List;
import org.chasqui.messaging.Subscription;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What is heard of users, and where it goes. */
@Configuration(proxyBeanMethods = false)
class UserSubscription {

    @Bean
    Subscription users(Names<UserEvent> userNames) {
        return Subscription.to("users")
                .on(List.of("user.created.v1", "user.changed.v1"), UserEvent.class, userNames::update, userNames.rows())
                .build();
    }
}
