package org.chasqui.users.queries.projection;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.chasqui.messaging.Replica;
import org.chasqui.messaging.Subscription;
import org.chasqui.platform.CaseFolding;
import org.chasqui.platform.worker.PeriodicWorker;
import org.chasqui.views.ViewChanges;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.transaction.support.TransactionOperations;

/** Writes a row for each user, from the newest event of the user. */
@Configuration(proxyBeanMethods = false)
@NullMarked
class UserSubscription {

    @Bean
    Subscription users(NamedParameterJdbcTemplate jdbc, ViewChanges views) {
        return Subscription.to("users")
                .on(
                        List.of("user.created.v1", "user.changed.v1", "user.forgotten.v1"),
                        UserEvent.class,
                        rows(jdbc, views))
                .build();
    }

    @Bean
    PeriodicWorker userKeys(NamedParameterJdbcTemplate jdbc, ViewChanges views, TransactionOperations transactions) {
        return rows(jdbc, views).refill("key_version", (row, number) -> UserEvent.of(row), transactions);
    }

    private static Replica<UserEvent> rows(NamedParameterJdbcTemplate jdbc, ViewChanges views) {
        return new Replica<>(
                jdbc,
                "user_view",
                ids -> views.changed("user", ids),
                "username",
                "first_name",
                "last_name",
                "username_key",
                "key_version = :version");
    }

    /** The part of a user's event that a view shows, and by which a user is found. */
    record UserEvent(
            long id,
            String username,
            @Nullable String firstName,
            @Nullable String lastName) {

        private static UserEvent of(ResultSet row) throws SQLException {
            return new UserEvent(
                    row.getLong("id"),
                    row.getString("username"),
                    row.getString("first_name"),
                    row.getString("last_name"));
        }

        public String getUsernameKey() {
            return CaseFolding.fold(username);
        }
    }
}
