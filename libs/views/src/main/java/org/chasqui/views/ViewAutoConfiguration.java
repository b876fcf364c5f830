package org.chasqui.views;

import io.lettuce.core.RedisClient;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.chasqui.http.security.AccessCheck;
import org.chasqui.http.versions.VersionWaits;
import org.chasqui.http.versions.VersionsAutoConfiguration;
import org.chasqui.platform.FaultPoint;
import org.chasqui.views.StaleViews.TransactionOutcomes;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.validation.annotation.Validated;
import org.springframework.web.servlet.HandlerExceptionResolver;
import tools.jackson.databind.json.JsonMapper;

/** Lets controllers answer single views, and projections say which ones they change. */
@AutoConfiguration(after = {DataRedisAutoConfiguration.class, VersionsAutoConfiguration.class})
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@EnableConfigurationProperties(ViewAutoConfiguration.CacheProperties.class)
public final class ViewAutoConfiguration {

    @Bean
    ViewCache.Keys viewKeys(Environment environment) {
        return new ViewCache.Keys(environment.getProperty("spring.application.name", "service"));
    }

    @Bean
    SingleViews singleViews(ObjectProvider<ViewCache> cache, VersionWaits waits, JsonMapper json) {
        return new SingleViews(cache, waits, json);
    }

    /** After the trace, the observation of requests, what keeps foreign pages out and what asks for a token; before all that leads to controllers. */
    @Bean
    FilterRegistrationBean<SingleViewFilter> singleViewFilter(
            ObjectProvider<SingleViews> views,
            ObjectProvider<AccessCheck> access,
            @Qualifier("handlerExceptionResolver") ObjectProvider<HandlerExceptionResolver> problems) {
        var registration = new FilterRegistrationBean<>(new SingleViewFilter(views, access, problems));
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE + 4);
        return registration;
    }

    /** Lazy: a service that shows no views needs no connection for them. */
    @Bean
    @Lazy
    ViewCache viewCache(
            CacheProperties properties,
            ViewCache.Keys keys,
            ObjectProvider<LettuceConnectionFactory> redis,
            ObjectProvider<MeterRegistry> registry) {
        var factory = properties.enabled() ? redis.getIfAvailable() : null;
        var cache = new ViewCache(connection(factory, properties), keys, properties.timeToLive());
        registry.ifAvailable(cache::bindTo);
        return cache;
    }

    @Bean
    ViewChanges viewChanges(
            CacheProperties properties,
            ViewCache.Keys keys,
            VersionWaits waits,
            ObjectProvider<StringRedisTemplate> redis,
            ObjectProvider<JdbcOperations> jdbc,
            ObjectProvider<FaultPoint> faults) {
        var stale = new StaleViews(
                redis.getIfAvailable(),
                keys,
                new TransactionOutcomes(jdbc.getIfAvailable()),
                properties.timeToLive().multipliedBy(2).plus(ViewCache.LEASE),
                faults.getIfAvailable(() -> FaultPoint.NONE));
        return new ViewChanges(stale, waits);
    }

    private static @Nullable CacheConnection connection(
            @Nullable LettuceConnectionFactory factory, CacheProperties properties) {
        if (factory == null) {
            return null;
        }
        var connection =
                new CacheConnection(() -> (RedisClient) factory.getRequiredNativeClient(), properties.timeout());
        connection.open();
        return connection;
    }

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
}
