package org.chasqui.messaging.consumer;

import java.nio.channels.ClosedByInterruptException;
import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.util.Set;
import org.chasqui.messaging.queue.QueueUnavailable;
import org.chasqui.platform.database.SqlTrouble;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.transaction.CannotCreateTransactionException;

/**
 * Tells failures of the moment, which are tried again for as long as they last, from failures of the event itself.
 *
 * <p>What is in doubt counts as the event's failure, since a dead letter can be replayed and an endless retry would stop the stream.
 */
final class Failures {

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

    private Failures() {}

    static boolean isTransient(Throwable failure) {
        var causes = SqlTrouble.causes(failure);
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
                : sqlFailures.stream().anyMatch(sql -> SqlTrouble.of(sql) == SqlTrouble.PASSING);
    }

    private static boolean isOneOf(Set<Class<? extends Exception>> types, Throwable failure) {
        return types.stream().anyMatch(type -> type.isInstance(failure));
    }
}
