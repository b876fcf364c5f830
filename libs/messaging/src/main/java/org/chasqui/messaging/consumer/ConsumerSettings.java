package org.chasqui.messaging.consumer;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param longestWait longest wait for an entry; must stay below the command timeout of the Redis connection
 * @param leaseTtl how long a silent instance keeps others from the same subscription; saves double work, guards nothing
 * @param maxAttempts attempts at an event that fails for good before it becomes a dead letter, 1 to 100
 * @param redriveInterval how often open dead letters are tried again by themselves
 */
public record ConsumerSettings(
        @DefaultValue("1s") Duration longestWait,
        @DefaultValue("5s") Duration leaseTtl,
        @DefaultValue("5") @Min(1) @Max(100) int maxAttempts,
        @DefaultValue("10m") Duration redriveInterval) {}
