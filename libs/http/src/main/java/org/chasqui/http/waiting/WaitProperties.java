package org.chasqui.http.waiting;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * @param most requests of an instance that may wait for a version at the same time, 0 to 10,000
 * @param pollInterval when a waiting request first looks again, since another instance may have applied it; each further pause is twice as long
 */
@Validated
@ConfigurationProperties("chasqui.waits")
public record WaitProperties(
        @DefaultValue("200") @Min(0) @Max(10_000) int most,
        @DefaultValue("50ms") @DurationMin(millis = 1) Duration pollInterval) {}
