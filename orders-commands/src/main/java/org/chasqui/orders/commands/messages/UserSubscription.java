package org.chasqui.orders.commands.messages;

import java.util.List;
import org.chasqui.messaging.Subscription;
import org.chasqui.orders.commands.replica.KnownUsers;
import org.chasqui.orders.commands.replica.UserEvent;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What is heard of users, and where it goes. */
@Configuration(proxyBeanMethods = false)
class UserSubscription {

    @Bean
    Subscription users(KnownUsers knownUsers) {
        return Subscription.to("users")
                .on(List.of("user.created.v1", "user.changed.v1"), UserEvent.class, knownUsers.rows())
                .build();
    }
}
