package org.chasqui.messaging.autoconfigure;

import org.springframework.context.SmartLifecycle;
import org.springframework.jdbc.core.JdbcTemplate;

/** Refuses to start on a PostgreSQL that may forget a commit which it has confirmed: before anything else is started. */
final class DatabaseCheck implements SmartLifecycle {

    private final JdbcTemplate jdbc;
    private volatile boolean running;

    DatabaseCheck(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public void start() {
        if ("off".equals(jdbc.queryForObject("SHOW synchronous_commit", String.class))) {
            throw new UnsuitableServer(
                    "PostgreSQL runs with synchronous_commit = off, so a crash may undo events that subscribers have"
                            + " already applied. Set synchronous_commit = on in postgresql.conf, and for the role and the database"
                            + " of this service (ALTER ROLE … RESET synchronous_commit, ALTER DATABASE … RESET synchronous_commit).");
        }
        running = true;
    }

    @Override
    public void stop() {
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return Integer.MIN_VALUE;
    }
}
