package org.chasqui.users.queries.projection;

import java.util.List;
import org.chasqui.messaging.Message;
import org.chasqui.service.view.ViewChanges;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.namedparam.SqlParameterSource;
import org.springframework.stereotype.Component;

/** Keeps a row for each user, as new as the newest event heard. */
@Component
class UserProjection {

    /** Parameters: a whole row. Safe to run again, and out of order: a row never goes back to an older version. */
    private static final String UPSERT = """
            INSERT INTO user_view (id, version, username, first_name, last_name)
            VALUES (:id, :version, :username, :firstName, :lastName)
            ON CONFLICT (id) DO UPDATE
               SET (version, username, first_name, last_name)
                 = (excluded.version, excluded.username, excluded.first_name, excluded.last_name)
             WHERE user_view.version < excluded.version
            """;

    private final NamedParameterJdbcTemplate jdbc;
    private final ViewChanges views;

    UserProjection(NamedParameterJdbcTemplate jdbc, ViewChanges views) {
        this.jdbc = jdbc;
        this.views = views;
    }

    void usersChanged(List<Message<UserEvent>> messages) {
        var newest = Message.newestOfEach(messages);
        jdbc.batchUpdate(UPSERT, newest.stream().map(UserProjection::row).toArray(SqlParameterSource[]::new));
        views.changed(
                "user", newest.stream().map(message -> message.data().id()).toList());
    }

    /** Empties the replica, to be filled again from the first event; until a row is back, the cache may still have its view. */
    void clear() {
        jdbc.getJdbcOperations().update("DELETE FROM user_view");
    }

    private static SqlParameterSource row(Message<UserEvent> message) {
        var user = message.data();
        return new MapSqlParameterSource()
                .addValue("id", user.id())
                .addValue("version", message.version())
                .addValue("username", user.username())
                .addValue("firstName", user.firstName())
                .addValue("lastName", user.lastName());
    }
}
