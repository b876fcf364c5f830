package org.chasqui.http.web;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;

/** Makes paths and query strings strict, keeps foreign pages out, and makes the end of a service unnoticed. */
@AutoConfiguration
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
public final class WebAutoConfiguration {

    @Bean
    PlainNumbers plainNumbers() {
        return new PlainNumbers();
    }

    @Bean
    FilterRegistrationBean<ForeignPageFilter> foreignPageFilter(
            @Value("${spring.application.name:}") String name, @Value("${chasqui.hosts:}") List<String> others) {
        var names = Stream.concat(Stream.of(name), others.stream()).toList();
        var registration = new FilterRegistrationBean<>(new ForeignPageFilter(names));
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE + 2); // why: its refusals have a trace and are counted
        return registration;
    }

    @Bean
    Farewell farewell(@Value("${chasqui.farewell:0s}") Duration time) {
        return new Farewell(time);
    }
}
