package org.chasqui.messaging.autoconfigure;

import org.springframework.beans.factory.InitializingBean;
import org.springframework.jdbc.core.JdbcTemplate;

/** Refuses to start on a PostgreSQL that may forget a commit which it has confirmed. */
final class DatabaseCheck implements InitializingBean {

    private final JdbcTemplate jdbc;

    DatabaseCheck(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public void afterPropertiesSet() {
        if ("off".equals(jdbc.queryForObject("SHOW synchronous_commit", String.class))) {
            throw new UnsuitableServer(
                    "PostgreSQL runs with synchronous_commit = off, so a crash may undo events that subscribers have"
                            + " already applied. Set synchronous_commit = on in postgresql.conf, and for the role and the database"
                            + " of this service (ALTER ROLE … RESET synchronous_commit, ALTER DATABASE … RESET synchronous_commit).");
        }
    }
}
