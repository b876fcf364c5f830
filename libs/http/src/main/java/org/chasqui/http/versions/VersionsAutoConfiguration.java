package org.chasqui.http.versions;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** Lets controllers take an {@link ExpectedVersion}, and requests wait for versions of things. */
@AutoConfiguration
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@EnableConfigurationProperties(VersionWaits.VersionWaitProperties.class)
public final class VersionsAutoConfiguration {

    @Bean
    WebMvcConfigurer expectedVersions() {
        return new WebMvcConfigurer() {
            @Override
            public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
                resolvers.add(new ExpectedVersion.Resolver());
            }
        };
    }

    @Bean
    VersionWaits versionWaits(VersionWaits.VersionWaitProperties properties, ObjectProvider<MeterRegistry> registry) {
        var waits = new VersionWaits(properties.maxRequests(), properties.pollInterval());
        registry.ifAvailable(waits::bindTo);
        return waits;
    }
}
