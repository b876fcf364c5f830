package org.chasqui.http.idempotency;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * @param enabled whether POST requests may carry an {@code Idempotency-Key}; it is ignored otherwise
 * @param retention how long an answer is given again, by the clock of the database
 * @param cleanupInterval pause after no answer was found that is older
 * @param cleanupBatch most answers to delete in one transaction, 1 to 10,000
 */
@Validated
@ConfigurationProperties("chasqui.idempotency")
public record IdempotencyProperties(
        @DefaultValue("false") boolean enabled,
        @DefaultValue("24h") @DurationMin(seconds = 1) Duration retention,
        @DefaultValue("10m") @DurationMin(seconds = 1) Duration cleanupInterval,
        @DefaultValue("1000") @Min(1) @Max(10_000) int cleanupBatch) {}
