package org.chasqui.views;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcOperations;

/** How transactions have ended, in PostgreSQL's own words. */
final class Outcomes {

    private static final String CURRENT = "SELECT pg_current_xact_id()::text";

    /** Null for what is so old that the server has forgotten it. */
    private static final String IS_UNDER_WAY = "SELECT pg_xact_status(?::xid8) IS NOT DISTINCT FROM 'in progress'";

    private final @Nullable JdbcOperations jdbc;

    /** @param jdbc null if there is none, in a slice of a service */
    Outcomes(@Nullable JdbcOperations jdbc) {
        this.jdbc = jdbc;
    }

    /** Names the transaction that the caller is in. */
    @Nullable
    String currentTransaction() {
        return jdbc == null ? null : jdbc.queryForObject(CURRENT, String.class);
    }

    /** Whether the transaction is committed or rolled back, rather than on its way to either. */
    boolean isKnown(String transaction) {
        return jdbc == null || !Boolean.TRUE.equals(jdbc.queryForObject(IS_UNDER_WAY, Boolean.class, transaction));
    }
}
