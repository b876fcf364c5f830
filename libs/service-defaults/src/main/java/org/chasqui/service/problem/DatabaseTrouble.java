package org.chasqui.service.problem;

import java.sql.SQLException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.transaction.CannotCreateTransactionException;

/**
 * Tells trouble that passes (a database that restarts, a lock not granted in time, a deadlock) from a mistake of ours.
 */
final class DatabaseTrouble {

    private DatabaseTrouble() {}

    /** Whether the same request can be expected to work later, unchanged. */
    static boolean isPassing(Throwable failure) {
        return causes(failure).anyMatch(DatabaseTrouble::passes);
    }

    /** Whether somebody else changed the row between our reading and writing it. */
    static boolean isLostRace(Throwable failure) {
        return causes(failure).anyMatch(OptimisticLockingFailureException.class::isInstance);
    }

    private static boolean passes(Throwable cause) {
        return cause instanceof TransientDataAccessException
                || cause instanceof DataAccessResourceFailureException
                || cause instanceof CannotCreateTransactionException
                || (cause instanceof SQLException sql && passes(sql.getSQLState()));
    }

    /**
     * By class of SQLSTATE, see <a href="https://www.postgresql.org/docs/current/errcodes-appendix.html">PostgreSQL
     * error codes</a>.
     */
    private static boolean passes(@Nullable String state) {
        return state == null // not the server's word but the pool's: the connection is gone, perhaps in the middle
                // of a rollback
                || state.startsWith("08") // connection
                || state.startsWith("40") // serialization failure, deadlock
                || state.startsWith("53") // out of connections, memory, disk
                || state.startsWith("58") // its disk fails it
                || state.startsWith("57") // shut down, or a statement cancelled by its time limit
                || state.equals("55P03") // lock not granted in time
                || state.equals("25P03") // idle in its transaction for too long
                || state.equals("25P04") // a transaction that took too long
                || state.equals("25006"); // read-only, which a primary is no more after a failover
    }

    private static Stream<Throwable> causes(Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
                .limit(20);
    }
}
