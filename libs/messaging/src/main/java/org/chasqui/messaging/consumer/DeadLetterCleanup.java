package org.chasqui.messaging.consumer;

import org.chasqui.messaging.RetentionSettings;
import org.chasqui.platform.worker.Pass;
import org.chasqui.platform.worker.PeriodicWorker;
import org.chasqui.platform.worker.Worker;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Deletes dead letters that were replayed or discarded long ago, also those of subscriptions that are no more. Open ones stay, and so does
 * what an operator has set aside, since a rebuild may meet it again.
 */
public final class DeadLetterCleanup {

    /** Parameters: milliseconds, most rows. Any number of instances may run it at once: each passes over what another has locked. */
    private static final String DELETE_SETTLED = """
            DELETE FROM messaging.dead_letter
            WHERE (subscription, event_id) IN (
                SELECT subscription, event_id FROM messaging.dead_letter
                WHERE state <> 'open' AND NOT set_aside AND updated_at < now() - ? * interval '1 ms'
                ORDER BY updated_at LIMIT ? FOR UPDATE SKIP LOCKED)
            """;

    private final JdbcTemplate jdbc;
    private final RetentionSettings settings;

    public DeadLetterCleanup(JdbcTemplate jdbc, RetentionSettings settings) {
        this.jdbc = jdbc;
        this.settings = settings;
    }

    public Worker worker() {
        return PeriodicWorker.every(settings.interval(), "dead letter cleanup", this::runOnce);
    }

    /** Deletes one batch. */
    Pass runOnce() {
        var deleted = jdbc.update(DELETE_SETTLED, settings.deadLetters().toMillis(), settings.batchSize());
        return deleted == settings.batchSize() ? Pass.PROGRESSED : Pass.IDLE;
    }
}
