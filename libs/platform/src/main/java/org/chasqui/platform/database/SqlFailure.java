package org.chasqui.platform.database;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.TransactionSystemException;

/**
 * Tells transient failures of the database from permanent ones, for callers and for loops.
 *
 * <p>Source: PostgreSQL manual, <a href="https://www.postgresql.org/docs/current/errcodes-appendix.html">appendix A</a>.
 */
public enum SqlFailure {
    /** A failure of the server: the same statement may work later. */
    TRANSIENT,
    /**
     * The statement reached its time limit. For a caller that is transient, as load is; an event would reach the limit again and again, and
     * stop its stream.
     */
    TIMED_OUT,
    /** A failure of the statement itself. */
    PERMANENT;

    /** Connection lost, resources used up, server going down or coming up, system error. */
    private static final List<String> TRANSIENT_CLASSES = List.of("08", "53", "57P", "58");

    /** Serialization failure, deadlock, lock not available, transaction ended by a timeout or read-only after a failover. */
    private static final Set<String> TRANSIENT_STATES = Set.of("40001", "40P01", "55P03", "25P03", "25P04", "25006");

    private static final String CANCELLED = "57014";

    private static final int MAX_CAUSES = 40;

    /** Why transient without an SQLSTATE: only the pool throws so, when its connection is gone. */
    public static SqlFailure of(SQLException failure) {
        var state = failure.getSQLState();
        if (state == null
                || TRANSIENT_STATES.contains(state)
                || TRANSIENT_CLASSES.stream().anyMatch(state::startsWith)) {
            return TRANSIENT;
        }
        return state.equals(CANCELLED) ? TIMED_OUT : PERMANENT;
    }

    /** The failure and all its causes. */
    public static List<Throwable> causes(Throwable failure) {
        var causes = new ArrayList<Throwable>();
        collect(failure, causes);
        return causes;
    }

    private static void collect(@Nullable Throwable failure, List<Throwable> causes) {
        if (failure == null || causes.size() == MAX_CAUSES || causes.contains(failure)) {
            return;
        }
        causes.add(failure);
        collect(failure.getCause(), causes);
        if (failure instanceof TransactionSystemException rollback) {
            // why: if the rollback fails, too, its failure hides the one before
            collect(rollback.getApplicationException(), causes);
        }
    }
}
