package org.chasqui.peers;

import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The replica: a row for each of the source, with the newest version that has arrived. */
public final class Copies {

    private static final String PUT = """
            INSERT INTO replica (id, version) VALUES (?, ?)
            ON CONFLICT (id) DO UPDATE SET version = excluded.version WHERE replica.version < excluded.version
            """;

    private final JdbcTemplate jdbc;
    private final TransactionTemplate transactions;
    private final Journal journal;

    Copies(JdbcTemplate jdbc, TransactionTemplate transactions, Journal journal) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.journal = journal;
    }

    /** Takes a change over if it is newer, in the running transaction or, without one, in its own. */
    public void put(Change change) {
        transactions.executeWithoutResult(status -> {
            jdbc.update(PUT, change.id(), change.version());
            applied(List.of(change));
        });
    }

    /** Says that the running transaction takes these over by itself. They count as applied once it has committed. */
    public void applied(List<Change> changes) {
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                changes.forEach(journal::applied);
            }
        });
    }
}
