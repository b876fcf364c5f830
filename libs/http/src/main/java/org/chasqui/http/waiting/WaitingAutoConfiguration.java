package org.chasqui.http.waiting;

import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/** Lets requests wait for versions of things. */
@AutoConfiguration
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@EnableConfigurationProperties(WaitProperties.class)
public final class WaitingAutoConfiguration {

    @Bean
    VersionWaits versionWaits(WaitProperties properties, ObjectProvider<MeterRegistry> registry) {
        var waits = new VersionWaits(properties.most(), properties.pollInterval());
        registry.ifAvailable(waits::bindTo);
        return waits;
    }
}
