package org.chasqui.service.web;

import java.time.Duration;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;

/** Makes paths and query strings strict, and the end of a service unnoticed. */
@AutoConfiguration
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
public final class WebAutoConfiguration {

    @Bean
    PlainNumbers plainNumbers() {
        return new PlainNumbers();
    }

    @Bean
    Farewell farewell(@Value("${chasqui.farewell:0s}") Duration time) {
        return new Farewell(time);
    }
}
