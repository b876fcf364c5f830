package org.chasqui.platform.database;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.TransactionSystemException;

/**
 * What a failure of the database means for whoever tries again. The one table for callers and for loops.
 *
 * <p>Source: PostgreSQL manual, <a href="https://www.postgresql.org/docs/current/errcodes-appendix.html">appendix A</a>.
 */
public enum SqlTrouble {
    /** The server's: the same statement may work later. */
    PASSING,
    /**
     * The statement ran into its time limit. For a caller that passes, as load does; an event would run into it again and again, and
     * stop its stream.
     */
    TOO_SLOW,
    /** The statement's own. */
    LASTING;

    /** Connection lost, resources used up, server going down or coming up, system error. */
    private static final List<String> PASSING_CLASSES = List.of("08", "53", "57P", "58");

    /** Serialization failure, deadlock, lock not available, transaction ended by a timeout or read-only after a failover. */
    private static final Set<String> PASSING_STATES = Set.of("40001", "40P01", "55P03", "25P03", "25P04", "25006");

    private static final String CANCELLED = "57014";

    private static final int MOST_CAUSES = 40;

    /** Only the pool throws without a state of the server's: its connection is gone. */
    public static SqlTrouble of(SQLException failure) {
        var state = failure.getSQLState();
        if (state == null
                || PASSING_STATES.contains(state)
                || PASSING_CLASSES.stream().anyMatch(state::startsWith)) {
            return PASSING;
        }
        return state.equals(CANCELLED) ? TOO_SLOW : LASTING;
    }

    /** The failure and all that it was caused by. */
    public static List<Throwable> causes(Throwable failure) {
        var causes = new ArrayList<Throwable>();
        collect(failure, causes);
        return causes;
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
