package org.chasqui.views;

import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * @param enabled whether single views may be answered from Redis; changes are told to Redis all the same, for instances that may, and so
 *     that nothing old is there when it is switched on again
 * @param timeToLive of a view in Redis, more or less a tenth
 * @param timeout how long an answer of Redis is worth waiting for; a request may wait for two, when it reads and when it leaves its token
 */
@Validated
@ConfigurationProperties("chasqui.cache")
public record CacheProperties(
        @DefaultValue("true") boolean enabled,

        @DefaultValue("30m") @NotNull @DurationMin(seconds = 1)
        Duration timeToLive,

        @DefaultValue("25ms") @NotNull @DurationMin(millis = 1)
        Duration timeout) {}
