package org.chasqui.orders.commands.sweeper;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * @param interval pause between two looks for overdue orders, at least 1 s
 * @param overdueAfter how long an order waits for a decision before it is told of again, at least 1 s; twice as long after each time
 * @param batchSize orders told of in one transaction, 1 to 1,000; a full batch is followed at once by the next
 */
@Validated
@ConfigurationProperties("orders.sweeper")
public record SweeperProperties(
        @DefaultValue("30s") @DurationMin(seconds = 1) Duration interval,
        @DefaultValue("5m") @DurationMin(seconds = 1) Duration overdueAfter,
        @DefaultValue("100") @Min(1) @Max(1000) int batchSize) {}
