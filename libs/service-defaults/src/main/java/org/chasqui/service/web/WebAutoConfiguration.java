package org.chasqui.service.web;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;

/** Makes paths and query strings strict. */
@AutoConfiguration
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
public final class WebAutoConfiguration {

    @Bean
    PlainNumbers plainNumbers() {
        return new PlainNumbers();
    }
}
