package org.chasqui.messaging.consumer;

import java.nio.channels.ClosedByInterruptException;
import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.chasqui.messaging.consumer.SubscriptionTable.OffsetMoved;
import org.chasqui.messaging.queue.RedisQueue.QueueUnavailable;
import org.chasqui.platform.database.SqlFailure;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.transaction.CannotCreateTransactionException;

/**
 * Tells transient failures, after which an event is tried again without limit, from failures of the event itself.
 *
 * <p>A doubtful failure counts as one of the event, since a dead letter can be replayed and an endless retry would stop the stream.
 */
final class Failures {

    /** The event was not even tried, or the thread that tried it was told to stop. */
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

    private static final int FRAMES_OF_EACH = 25;
    private static final int LONGEST_STACK = 8 * 1024;

    private Failures() {}

    static boolean isTransient(Throwable failure) {
        var causes = SqlFailure.causes(failure);
        if (causes.stream().anyMatch(cause -> isOneOf(NOT_TRIED, cause))) {
            return true;
        }
        var sqlFailures = causes.stream()
                .filter(SQLException.class::isInstance)
                .map(SQLException.class::cast)
                .toList();
        // why the SQLSTATE first: Spring and JDBC call the timeout of a statement transient, but it would come again
        return sqlFailures.isEmpty()
                ? causes.stream().anyMatch(cause -> isOneOf(TRANSIENT_TYPES, cause))
                : sqlFailures.stream().anyMatch(sql -> SqlFailure.of(sql) == SqlFailure.TRANSIENT);
    }

    /** Where it failed, 8 KiB at most. Why without messages: they may quote what the event or a row says. */
    static String stack(Throwable failure) {
        var text = SqlFailure.causes(failure).stream()
                .map(cause -> cause.getClass().getName() + places(cause))
                .collect(Collectors.joining("\nCaused by: "));
        return text.substring(0, Math.min(LONGEST_STACK, text.length()));
    }

    private static String places(Throwable failure) {
        var frames = failure.getStackTrace();
        var nearest = Arrays.stream(frames)
                .limit(FRAMES_OF_EACH)
                .map("\n\tat %s"::formatted)
                .collect(Collectors.joining());
        return frames.length <= FRAMES_OF_EACH
                ? nearest
                : nearest + "\n\t... %d more".formatted(frames.length - FRAMES_OF_EACH);
    }

    private static boolean isOneOf(Set<Class<? extends Exception>> types, Throwable failure) {
        return types.stream().anyMatch(type -> type.isInstance(failure));
    }
}
