package org.chasqui.systemtests.drills;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.chasqui.systemtests.invariants.Database;
import org.chasqui.systemtests.processes.Service;

/** Crashes PostgreSQL, ends its sessions, or takes all its connections. */
final class PostgresFaults {

    private static final int MAX_CONNECTIONS = 400; // more than any of these servers allows

    private PostgresFaults() {}

    /** Stops PostgreSQL with {@code pg_ctl stop -m immediate}. The services wait for it, and none may need a restart. */
    static void crash(DrillRound round) {
        var before = ProcessFaults.pids(round.processes());
        round.processes().crashPostgres();
        round.count("crashes of PostgreSQL", 1);
        int status = round.shop().get("/api-queries/users?limit=1").status();
        round.require(status == 503, "without its database a query must be answered 503, but was answered " + status);
        round.load().runFor(Duration.ofMillis(500));
        round.faultEnded();
        round.environment().endDisturbances();
        round.require(ProcessFaults.pids(round.processes()).equals(before), "no service may need a restart");
    }

    /** Ends sessions at random, preferably those that are committing. */
    static void endSessions(DrillRound round) throws SQLException {
        long ended = 0;
        long committing = 0;
        long end = System.nanoTime() + round.hold().toNanos();
        try (var connection =
                round.invariants().asAdministrator(Service.ORDERS_COMMANDS).connect()) {
            for (int i = 0; System.nanoTime() < end; i++) {
                committing += end(connection, "state = 'active' AND query = 'COMMIT'");
                if (i % 100 == 0) {
                    ended += end(connection, "random() < 0.1");
                }
            }
        }
        round.count("sessions ended", ended);
        round.count("sessions ended at COMMIT", committing);
    }

    private static long end(Connection connection, String which) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery("""
                        SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
                        WHERE (application_name LIKE '%-commands' OR application_name LIKE '%-queries') AND
                        """ + which)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    /** Lets other clients take every connection, while the services lose theirs. */
    static void takeAllConnections(DrillRound round) throws SQLException {
        var strangers = new ArrayList<Connection>();
        var role = round.invariants().of(Service.USERS_QUERIES);
        try (var administrator =
                round.invariants().asAdministrator(Service.USERS_QUERIES).connect()) {
            long end = System.nanoTime() + round.hold().toNanos();
            long refused = 0;
            while (System.nanoTime() < end) {
                end(administrator, "random() < 0.5");
                refused += fill(role, strangers);
                round.load().runFor(Duration.ofMillis(200));
            }
            round.count("connections refused as too many", refused);
        } finally {
            for (var stranger : strangers) {
                stranger.close();
            }
        }
    }

    private static long fill(Database role, List<Connection> strangers) throws SQLException {
        while (strangers.size() < MAX_CONNECTIONS) {
            try {
                strangers.add(role.connect());
            } catch (SQLException e) {
                if ("53300".equals(e.getSQLState())) {
                    return 1;
                }
                throw e;
            }
        }
        throw new IllegalStateException("PostgreSQL accepts more connections than " + MAX_CONNECTIONS);
    }
}
