package org.chasqui.http.problem;

import java.sql.SQLException;
import java.util.Arrays;
import org.chasqui.platform.database.SqlFailure;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.transaction.CannotCreateTransactionException;

/** Tells failures of the database that pass (a restart, a lock not granted in time, a deadlock) from defects of the service. */
final class DatabaseFailure {

    private static final String CLOSED_BEFORE = "08003";

    private DatabaseFailure() {}

    /** Whether the same request can be expected to work later, unchanged. */
    static boolean isPassing(Throwable failure) {
        return SqlFailure.causes(failure).stream().anyMatch(DatabaseFailure::passes);
    }

    /** Whether another transaction changed the row after this one had read it. */
    static boolean isLostRace(Throwable failure) {
        return SqlFailure.causes(failure).stream().anyMatch(OptimisticLockingFailureException.class::isInstance);
    }

    /** Whether the connection broke while a commit was under way: then it may be done, or not. */
    static boolean leavesOutcomeUnknown(Throwable failure) {
        return SqlFailure.causes(failure).stream()
                .anyMatch(cause -> cause instanceof SQLException sql
                        && SqlFailure.of(sql) == SqlFailure.TRANSIENT
                        && wasThrownByCommit(sql));
    }

    private static boolean passes(Throwable cause) {
        return cause instanceof TransientDataAccessException
                || cause instanceof DataAccessResourceFailureException
                || cause instanceof CannotCreateTransactionException
                || (cause instanceof SQLException sql && SqlFailure.of(sql) != SqlFailure.PERMANENT);
    }

    /**
     * Why by the driver's frame: a statement that JPA sends within its own commit fails with the same SQLSTATE, and nothing above the
     * driver keeps the two apart. A connection that was known to be closed has not sent anything.
     */
    private static boolean wasThrownByCommit(SQLException failure) {
        return !CLOSED_BEFORE.equals(failure.getSQLState())
                && Arrays.stream(failure.getStackTrace())
                        .anyMatch(frame -> frame.getMethodName().equals("commit")
                                && frame.getClassName().startsWith("org.postgresql."));
    }
}
