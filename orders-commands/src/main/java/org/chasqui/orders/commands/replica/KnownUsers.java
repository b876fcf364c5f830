package org.chasqui.orders.commands.replica;

import java.util.Optional;
import org.chasqui.http.waiting.VersionWaits;
import org.chasqui.messaging.Replica;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.stereotype.Component;

/** The users that can place orders. */
@Component
public class KnownUsers {

    private final Replica<UserEvent> rows;

    KnownUsers(NamedParameterJdbcTemplate jdbc, VersionWaits waits) {
        rows = new Replica<>(jdbc, "known_user", ids -> waits.changed("user", ids));
    }

    /** The rows, for events to fill. */
    public Replica<UserEvent> rows() {
        return rows;
    }

    /** The version of which was heard last. */
    public Optional<Long> findVersion(long id) {
        return rows.findVersion(id);
    }
}
