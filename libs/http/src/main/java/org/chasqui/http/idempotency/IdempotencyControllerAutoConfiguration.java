package org.chasqui.http.idempotency;

import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import tools.jackson.databind.json.JsonMapper;

/** What controllers need of idempotency keys, apart from the database, so that a slice of controllers can have it. */
@AutoConfiguration(after = IdempotencyAutoConfiguration.class)
@ConditionalOnProperty("chasqui.idempotency.enabled")
public final class IdempotencyControllerAutoConfiguration {

    @Bean
    Idempotency idempotency(ObjectProvider<AnswerOnce> once, ObjectProvider<MeterRegistry> registry, JsonMapper json) {
        var counts = new KeyedRequests();
        registry.ifAvailable(counts::bindTo);
        return new Idempotency(once, counts, json);
    }
}
