package org.chasqui.orders.commands.sweeper;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.chasqui.orders.commands.application.RemindOrdersHandler;
import org.chasqui.orders.commands.application.RemindOrdersHandler.RemindOrders;
import org.chasqui.platform.worker.PeriodicWorker;
import org.chasqui.platform.worker.Worker;
import org.chasqui.platform.worker.Worker.Pass;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.NullMarked;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.validation.annotation.Validated;

/** Publishes orders again that have waited for a decision for too long: products-commands may have missed them. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(OrderSweeper.SweeperProperties.class)
@NullMarked
class OrderSweeper {

    private static final Logger log = LoggerFactory.getLogger(OrderSweeper.class);

    private final RemindOrdersHandler remindOrders;
    private final SweeperProperties properties;

    /**
     * @param interval pause between two looks for overdue orders, at least 1 s
     * @param overdueAfter how long an order waits for a decision before its first reminder, at least 1 s; twice as long after each one
     * @param batchSize orders in one transaction, 1 to 1,000; a full batch is followed at once by the next
     */
    @Validated
    @ConfigurationProperties("orders.sweeper")
    record SweeperProperties(
            @DefaultValue("30s") @DurationMin(seconds = 1) Duration interval,
            @DefaultValue("5m") @DurationMin(seconds = 1) Duration overdueAfter,
            @DefaultValue("100") @Min(1) @Max(1000) int batchSize) {}

    OrderSweeper(RemindOrdersHandler remindOrders, SweeperProperties properties) {
        this.remindOrders = remindOrders;
        this.properties = properties;
    }

    @Bean
    Worker orderSweeperLoop() {
        return PeriodicWorker.every(properties.interval(), "order sweeper", this::runOnce);
    }

    /** Reminds of as many orders as fit into one transaction; progress means that there may be more. */
    Pass runOnce() {
        var ids = remindOrders.handle(new RemindOrders(properties.overdueAfter(), properties.batchSize()));
        if (!ids.isEmpty()) {
            log.warn(
                    "{} orders have been undecided for more than {}, publishing them again: {}",
                    ids.size(),
                    properties.overdueAfter(),
                    ids);
        }
        return ids.size() == properties.batchSize() ? Pass.PROGRESSED : Pass.IDLE;
    }
}
