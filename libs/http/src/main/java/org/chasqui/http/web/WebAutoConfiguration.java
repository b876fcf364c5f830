package org.chasqui.http.web;

import jakarta.servlet.DispatcherType;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.http.converter.autoconfigure.ServerHttpMessageConvertersCustomizer;
import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.http.converter.json.JacksonJsonHttpMessageConverter;

/** Traces requests, refuses those of other sites' pages, reads bodies and parameters strictly, and drains connections at the end. */
@AutoConfiguration
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
public final class WebAutoConfiguration {

    /** Before all other filters, so that each of their log lines has the trace. */
    @Bean
    FilterRegistrationBean<TraceFilter> traceFilter() {
        var registration = new FilterRegistrationBean<>(new TraceFilter());
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
        registration.setDispatcherTypes(DispatcherType.REQUEST, DispatcherType.ASYNC, DispatcherType.ERROR);
        return registration;
    }

    @Bean
    FilterRegistrationBean<CrossSiteFilter> crossSiteFilter(
            @Value("${spring.application.name:}") String name,
            @Value("${chasqui.allowed-hosts:}") List<String> others) {
        var names = Stream.concat(Stream.of(name), others.stream()).toList();
        var registration = new FilterRegistrationBean<>(new CrossSiteFilter(names));
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE + 2); // why: its refusals have a trace and are counted
        return registration;
    }

    /**
     * Makes HTTP bodies strict, with all customizers of the application's mapper. That mapper itself stays lenient: an event may carry
     * fields that its reader does not know yet.
     */
    @Bean
    ServerHttpMessageConvertersCustomizer strictRequestBodies(ObjectProvider<JsonMapperBuilderCustomizer> customizers) {
        var json = StrictJson.builder();
        customizers.orderedStream().forEach(customizer -> customizer.customize(json));
        var converter = new JacksonJsonHttpMessageConverter(StrictJson.strict(json));
        return converters -> converters.withJsonConverter(converter);
    }

    @Bean
    PlainParameters plainParameters() {
        return new PlainParameters();
    }

    @Bean
    ConnectionDrain connectionDrain(@Value("${chasqui.connection-drain:0s}") Duration time) {
        return new ConnectionDrain(time);
    }
}
