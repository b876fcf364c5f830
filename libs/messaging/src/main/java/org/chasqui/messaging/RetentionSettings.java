package org.chasqui.messaging;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Says when old events and dead letters are deleted, by the database's clock. A wrong clock deletes sooner or later, never what is needed.
 *
 * @param compactAfter how long an event stays in the log after a newer one of its aggregate was written; a subscriber that is further behind
 *     gets only the newest state of each aggregate. Longer than a rebuild takes; at least 1 s
 * @param deadLetters how long a dead letter is kept after it was replayed or discarded; at least 1 s
 * @param interval pause after nothing was found to delete; at least 1 s
 * @param batchSize events looked at, or dead letters deleted, in one transaction, 1 to 10,000
 */
public record RetentionSettings(
        @DefaultValue("7d") @DurationMin(seconds = 1) Duration compactAfter,
        @DefaultValue("30d") @DurationMin(seconds = 1) Duration deadLetters,
        @DefaultValue("10m") @DurationMin(seconds = 1) Duration interval,
        @DefaultValue("1000") @Min(1) @Max(10_000) int batchSize) {}
