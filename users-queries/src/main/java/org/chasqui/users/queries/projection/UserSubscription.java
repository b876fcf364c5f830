package org.chasqui.users.queries.projection;

import java.util.List;
import org.chasqui.messaging.Replica;
import org.chasqui.messaging.Subscription;
import org.chasqui.views.ViewChanges;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;

/** What is heard of users, and where it goes: a row for each, as new as the newest event heard. */
@Configuration(proxyBeanMethods = false)
class UserSubscription {

    @Bean
    Subscription users(NamedParameterJdbcTemplate jdbc, ViewChanges views) {
        var rows = new Replica<UserEvent>(
                jdbc, "user_view", ids -> views.changed("user", ids), "username", "first_name", "last_name");
        return Subscription.to("users")
                .on(List.of("user.created.v1", "user.changed.v1"), UserEvent.class, rows)
                .build();
    }
}
