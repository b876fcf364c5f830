package org.chasqui.users.queries.projection;

import java.util.List;
import org.chasqui.messaging.Replica;
import org.chasqui.messaging.Subscription;
import org.chasqui.platform.CaseFolding;
import org.chasqui.views.ViewChanges;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;

/** Writes a row for each user, from the newest event of the user. */
@Configuration(proxyBeanMethods = false)
@NullMarked
class UserSubscription {

    @Bean
    Subscription users(NamedParameterJdbcTemplate jdbc, ViewChanges views) {
        var rows = new Replica<UserEvent>(
                jdbc,
                "user_view",
                ids -> views.changed("user", ids),
                "username",
                "first_name",
                "last_name",
                "username_key");
        return Subscription.to("users")
                .on(List.of("user.created.v1", "user.changed.v1", "user.forgotten.v1"), UserEvent.class, rows)
                .build();
    }

    /** The part of a user's event that a view shows, and by which a user is found. */
    record UserEvent(
            long id,
            String username,
            @Nullable String firstName,
            @Nullable String lastName) {

        public String getUsernameKey() {
            return CaseFolding.fold(username);
        }
    }
}
