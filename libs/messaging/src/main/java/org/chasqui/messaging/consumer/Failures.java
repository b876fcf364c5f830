package org.chasqui.messaging.consumer;

import java.nio.channels.ClosedByInterruptException;
import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.chasqui.messaging.queue.QueueUnavailable;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionSystemException;

/**
 * Tells failures of the moment, which are tried again for as long as they last, from failures of the event itself.
 *
 * <p>Source of the SQLSTATE classes: PostgreSQL manual, appendix A. What is in doubt counts as the event's failure, since a dead letter
 * can be replayed and an endless retry would stop the stream; so does a statement that ran into its timeout.
 */
final class Failures {

    /** Connection lost, resources used up, server going down or coming up, system error. */
    private static final List<String> TRANSIENT_CLASSES = List.of("08", "53", "57P", "58");

    /** Serialization failure, deadlock, lock not available, transaction ended by a timeout or read-only after a failover. */
    private static final Set<String> TRANSIENT_STATES = Set.of("40001", "40P01", "55P03", "25P03", "25P04", "25006");

    /** The event was not even tried, or whoever tried it was told to stop. */
    private static final Set<Class<? extends Exception>> NOT_TRIED = Set.of(
            OffsetMoved.class,
            QueueUnavailable.class,
            CannotCreateTransactionException.class,
            CannotGetJdbcConnectionException.class,
            InterruptedException.class,
            ClosedByInterruptException.class);

    private static final Set<Class<? extends Exception>> TRANSIENT_TYPES = Set.of(
            TransientDataAccessException.class,
            RecoverableDataAccessException.class,
            DataAccessResourceFailureException.class,
            ConcurrencyFailureException.class,
            SQLTransientException.class);

    private static final int MOST_CAUSES = 40;

    private Failures() {}

    static boolean isTransient(Throwable failure) {
        var causes = new ArrayList<Throwable>();
        collect(failure, causes);
        if (causes.stream().anyMatch(cause -> isOneOf(NOT_TRIED, cause))) {
            return true;
        }
        var sqlFailures = causes.stream()
                .filter(SQLException.class::isInstance)
                .map(SQLException.class::cast)
                .toList();
        // why the server's word first: what it calls a timeout of the statement, the types above it call transient
        return sqlFailures.isEmpty()
                ? causes.stream().anyMatch(cause -> isOneOf(TRANSIENT_TYPES, cause))
                : sqlFailures.stream().anyMatch(Failures::isTransient);
    }

    /** Only the pool throws without a state of the server's: its connection is gone. */
    private static boolean isTransient(SQLException failure) {
        var state = failure.getSQLState();
        return state == null
                || TRANSIENT_STATES.contains(state)
                || TRANSIENT_CLASSES.stream().anyMatch(state::startsWith);
    }

    private static boolean isOneOf(Set<Class<? extends Exception>> types, Throwable failure) {
        return types.stream().anyMatch(type -> type.isInstance(failure));
    }

    private static void collect(@Nullable Throwable failure, List<Throwable> causes) {
        if (failure == null || causes.size() == MOST_CAUSES || causes.contains(failure)) {
            return;
        }
        causes.add(failure);
        collect(failure.getCause(), causes);
        if (failure instanceof TransactionSystemException rollback) {
            // why: when the rollback fails too, its failure takes the place of what it was for
            collect(rollback.getApplicationException(), causes);
        }
    }
}
