package org.chasqui.messaging.outbox;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * @param batchSize most events pushed at once, 1 to 200
 * @param batchBytes most bytes of data pushed at once; a single event may pass it
 * @param queueCapacity most entries in a subscription's list, 1 to 10,000
 * @param pollInterval pause after a pass without work; newly numbered events end it early
 * @param retryInterval pause after a pass that could not push, since the list is full or the subscriber has not said where it stands
 */
public record RelaySettings(
        @DefaultValue("200") @Min(1) @Max(200) int batchSize,
        @DefaultValue("1MB") DataSize batchBytes,
        @DefaultValue("1000") @Min(1) @Max(10_000) int queueCapacity,
        @DefaultValue("500ms") Duration pollInterval,
        @DefaultValue("20ms") Duration retryInterval) {}
