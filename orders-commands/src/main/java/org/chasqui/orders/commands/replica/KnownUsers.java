package org.chasqui.orders.commands.replica;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.chasqui.messaging.Message;
import org.chasqui.service.view.VersionWaits;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.namedparam.SqlParameterSource;
import org.springframework.stereotype.Component;

/** The users that can place orders. */
@Component
public class KnownUsers {

    /** Parameters: a whole row. Safe to run again, and out of order: a row never goes back to an older version. */
    private static final String UPSERT = """
            INSERT INTO known_user (id, version)
            VALUES (:id, :version)
            ON CONFLICT (id) DO UPDATE
               SET version = excluded.version
             WHERE known_user.version < excluded.version
            """;

    private static final String FIND_VERSION = "SELECT version FROM known_user WHERE id = :id";

    private final NamedParameterJdbcTemplate jdbc;
    private final VersionWaits waits;

    KnownUsers(NamedParameterJdbcTemplate jdbc, VersionWaits waits) {
        this.jdbc = jdbc;
        this.waits = waits;
    }

    public void usersChanged(List<Message<UserEvent>> messages) {
        var newest = Message.newestOfEach(messages);
        jdbc.batchUpdate(UPSERT, newest.stream().map(KnownUsers::row).toArray(SqlParameterSource[]::new));
        waits.changed(
                "user", newest.stream().map(message -> message.data().id()).toList());
    }

    /** The version of which was heard last; less than any if a replay has not come to it yet. */
    public Optional<Long> findVersion(long id) {
        var found = jdbc.query(FIND_VERSION, Map.of("id", id), (row, number) -> row.getLong("version"));
        return found.stream().findFirst();
    }

    /**
     * Lets a replay of the stream replace what is here, however low its versions are.
     *
     * <p>Why the rows stay: without them, orders of known users would be refused for as long as the replay takes.
     */
    public void forgetVersions() {
        jdbc.getJdbcOperations().update("UPDATE known_user SET version = 0");
    }

    private static SqlParameterSource row(Message<UserEvent> message) {
        return new MapSqlParameterSource().addValue("id", message.data().id()).addValue("version", message.version());
    }
}
