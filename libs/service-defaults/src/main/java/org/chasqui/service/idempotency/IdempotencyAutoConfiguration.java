package org.chasqui.service.idempotency;

import io.micrometer.core.instrument.MeterRegistry;
import org.chasqui.messaging.FaultPoint;
import org.chasqui.messaging.autoconfigure.LibrarySchema;
import org.chasqui.messaging.autoconfigure.MessagingAutoConfiguration;
import org.chasqui.messaging.runtime.PeriodicWorker;
import org.chasqui.messaging.runtime.Worker;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.servlet.HandlerExceptionResolver;

/** Gives the commands of a service that asks for it idempotency keys, with the table and the cleaning that they need. */
@AutoConfiguration(after = MessagingAutoConfiguration.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnProperty("chasqui.idempotency.enabled")
@EnableConfigurationProperties(IdempotencyProperties.class)
public final class IdempotencyAutoConfiguration {

    /**
     * Place among the servlet filters. What a request has to wait for belongs before it: from here on, it holds a
     * connection to the database.
     */
    public static final int ORDER = 100;

    @Bean
    LibrarySchema idempotencySchema() {
        return new LibrarySchema("idempotency");
    }

    @Bean
    AnswerTable idempotencyAnswers(JdbcTemplate jdbc, IdempotencyProperties properties) {
        return new AnswerTable(jdbc, properties.retention());
    }

    @Bean
    AnswerCleanup idempotencyCleanup(AnswerTable answers, IdempotencyProperties properties) {
        return new AnswerCleanup(answers, properties.cleanupBatch());
    }

    @Bean
    Worker idempotencyCleanupLoop(AnswerCleanup cleanup, IdempotencyProperties properties) {
        return PeriodicWorker.every(properties.cleanupInterval(), "idempotency cleanup", cleanup::runOnce);
    }

    @Bean
    KeyedRequests keyedRequests(ObjectProvider<MeterRegistry> registry) {
        var counts = new KeyedRequests();
        registry.ifAvailable(counts::bindTo);
        return counts;
    }

    @Bean
    FilterRegistrationBean<IdempotencyFilter> idempotencyFilter(
            AnswerTable answers,
            PlatformTransactionManager transactions,
            FaultPoint faults,
            KeyedRequests counts,
            @Qualifier("handlerExceptionResolver") HandlerExceptionResolver problems) {
        var once = new AnswerOnce(answers, new TransactionTemplate(transactions), faults);
        var registration = new FilterRegistrationBean<>(new IdempotencyFilter(once, counts, problems));
        registration.addUrlPatterns("/api-commands/*");
        registration.setOrder(ORDER);
        return registration;
    }
}
