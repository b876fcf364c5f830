package org.chasqui.http.idempotency;

import org.chasqui.platform.FaultPoint;
import org.chasqui.platform.database.LibrarySchema;
import org.chasqui.platform.worker.PeriodicWorker;
import org.chasqui.platform.worker.Worker;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Keeps the answers to commands with idempotency keys, in a service that asks for it, for as long as they hold good. */
@AutoConfiguration(
        after = {JdbcTemplateAutoConfiguration.class, TransactionAutoConfiguration.class},
        before = FlywayAutoConfiguration.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnProperty("chasqui.idempotency.enabled")
@EnableConfigurationProperties(IdempotencyProperties.class)
public final class IdempotencyAutoConfiguration {

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
    AnswerOnce answerOnce(AnswerTable answers, PlatformTransactionManager transactions, FaultPoint faults) {
        return new AnswerOnce(answers, new TransactionTemplate(transactions), faults);
    }
}
