package org.chasqui.platform;

import java.time.Clock;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/** The clock, the name of the instance, and the fault point that does nothing; a test replaces either. */
@AutoConfiguration
public final class PlatformAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Bean
    Instance instance(Environment environment) {
        return Instance.of(environment);
    }

    @Bean
    @ConditionalOnMissingBean
    FaultPoint faultPoint() {
        return FaultPoint.NONE;
    }
}
