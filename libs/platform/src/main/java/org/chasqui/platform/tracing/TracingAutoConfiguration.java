package org.chasqui.platform.tracing;

import com.zaxxer.hikari.HikariDataSource;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.sdk.trace.IdGenerator;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.net.URI;
import org.chasqui.platform.Trace;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.OpenTelemetryTracingAutoConfiguration;
import org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.SdkTracerProviderBuilderCustomizer;
import org.springframework.context.annotation.Bean;

/** Gives spans the ids of their requests, and lets messaging make its own. {@link TracingImports} leaves it out if no traces are exported. */
@AutoConfiguration(after = OpenTelemetryTracingAutoConfiguration.class)
public final class TracingAutoConfiguration implements DisposableBean {

    TracingAutoConfiguration(OpenTelemetry telemetry) {
        Spans.makeBy(telemetry.getTracer("org.chasqui.messaging"));
    }

    @Override
    public void destroy() {
        Spans.makeBy(null);
    }

    @Bean
    static SdkTracerProviderBuilderCustomizer traceIdsAreThoseOfTheLog() {
        return builder -> builder.setIdGenerator(new RequestIds());
    }

    @Bean
    @ConditionalOnProperty(TracingImports.ZIPKIN)
    static SpanExporter zipkinExporter(@Value("${" + TracingImports.ZIPKIN + "}") URI endpoint) {
        return new ZipkinExporter(endpoint);
    }

    @Bean
    static BeanPostProcessor statementsAreTraced(ObjectProvider<OpenTelemetry> telemetry) {
        return new BeanPostProcessor() {
            @Override
            public Object postProcessAfterInitialization(Object bean, String name) {
                return bean instanceof HikariDataSource pool ? new TracedDataSource(pool, telemetry.getObject()) : bean;
            }
        };
    }

    /** Why: a person who has the id of a request, from an answer or from a log, finds its trace. */
    private static final class RequestIds implements IdGenerator {

        private final IdGenerator random = IdGenerator.random();

        @Override
        public String generateTraceId() {
            return Trace.currentId().orElseGet(random::generateTraceId);
        }

        @Override
        public String generateSpanId() {
            return random.generateSpanId();
        }
    }
}
