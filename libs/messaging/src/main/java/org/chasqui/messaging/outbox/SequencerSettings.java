package org.chasqui.messaging.outbox;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param batchSize most events numbered in one transaction, 1 to 10,000
 * @param pollInterval pause after a pass without work; a commit in this process ends it early
 */
public record SequencerSettings(
        @DefaultValue("1000") @Min(1) @Max(10_000) int batchSize,
        @DefaultValue("500ms") Duration pollInterval) {}
