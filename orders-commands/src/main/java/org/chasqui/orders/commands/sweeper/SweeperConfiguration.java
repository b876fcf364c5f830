package org.chasqui.orders.commands.sweeper;

import org.chasqui.platform.worker.PeriodicWorker;
import org.chasqui.platform.worker.Worker;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Runs the sweeper for as long as the service runs, in a loop like those of messaging. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(SweeperProperties.class)
class SweeperConfiguration {

    @Bean
    Worker orderSweeperLoop(OrderSweeper sweeper, SweeperProperties settings) {
        return PeriodicWorker.every(settings.interval(), "order sweeper", sweeper::runOnce);
    }
}
