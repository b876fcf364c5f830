package org.chasqui.http.idempotency;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.chasqui.platform.FaultPoint;
import org.chasqui.platform.database.MigrationsAutoConfiguration.LibrarySchema;
import org.chasqui.platform.worker.PeriodicWorker;
import org.chasqui.platform.worker.Worker;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.validation.annotation.Validated;
import tools.jackson.databind.json.JsonMapper;

/** Keeps the answers to commands with idempotency keys, in a service that asks for it, until they expire. */
@AutoConfiguration(
        after = {JdbcTemplateAutoConfiguration.class, TransactionAutoConfiguration.class},
        before = FlywayAutoConfiguration.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnProperty("chasqui.idempotency.enabled")
public final class IdempotencyAutoConfiguration {

    @Bean
    Idempotency idempotency(ObjectProvider<AnswerOnce> once, ObjectProvider<MeterRegistry> registry, JsonMapper json) {
        return new Idempotency(once, registry.getIfAvailable(SimpleMeterRegistry::new), json);
    }

    /** The part that a slice of controllers does not have. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnBean(JdbcTemplate.class)
    @EnableConfigurationProperties(IdempotencyProperties.class)
    static class Storage {

        @Bean
        LibrarySchema idempotencySchema() {
            return new LibrarySchema("idempotency");
        }

        @Bean
        AnswerTable idempotencyAnswers(JdbcTemplate jdbc, IdempotencyProperties properties) {
            return new AnswerTable(jdbc, properties.retention());
        }

        @Bean
        Worker idempotencyCleanup(AnswerTable answers, IdempotencyProperties properties) {
            return PeriodicWorker.every(
                    properties.cleanupInterval(),
                    "idempotency cleanup",
                    () -> answers.deleteExpired(properties.cleanupBatchSize()));
        }

        @Bean
        AnswerOnce answerOnce(AnswerTable answers, PlatformTransactionManager transactions, FaultPoint faults) {
            return new AnswerOnce(answers, new TransactionTemplate(transactions), faults);
        }
    }

    /**
     * @param enabled whether POST requests may carry an {@code Idempotency-Key}; without it the service ignores the header
     * @param retention how long an answer is given again, by the clock of the database
     * @param cleanupInterval pause after a cleanup that found fewer expired answers than a batch
     * @param cleanupBatchSize most answers to delete in one transaction, 1 to 10,000
     */
    @Validated
    @ConfigurationProperties("chasqui.idempotency")
    public record IdempotencyProperties(
            @DefaultValue("false") boolean enabled,
            @DefaultValue("24h") @DurationMin(seconds = 1) Duration retention,
            @DefaultValue("10m") @DurationMin(seconds = 1) Duration cleanupInterval,
            @DefaultValue("1000") @Min(1) @Max(10_000) int cleanupBatchSize) {}
}
