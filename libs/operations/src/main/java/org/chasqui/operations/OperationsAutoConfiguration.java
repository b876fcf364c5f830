package org.chasqui.operations;

import jakarta.validation.constraints.Pattern;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.chasqui.platform.Instance;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.info.InfoContributor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.validation.annotation.Validated;
import tools.jackson.databind.json.JsonMapper;

/**
 * Lets a service answer an operator for all of them, below {@code /ops}. What only that needs is made when an operator first asks, so that no
 * start takes longer. Only the log's last lines are kept from the start.
 */
@AutoConfiguration(after = DataRedisAutoConfiguration.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@EnableConfigurationProperties(OperationsAutoConfiguration.OperationsProperties.class)
public final class OperationsAutoConfiguration {

    private static final String TLS = "chasqui";

    @Bean
    RecentLog recentLog(@Value("${spring.application.name:service}") String service, Instance instance) {
        return new RecentLog(service, instance.name());
    }

    @Bean
    @ConditionalOnAvailableEndpoint
    LogsEndpoint logsEndpoint(RecentLog log) {
        return new LogsEndpoint(log);
    }

    @Bean
    InfoContributor instanceInfo(Instance instance, OperationsProperties properties) {
        return info -> {
            info.withDetail("instance", instance.name());
            var traces = properties.traces();
            if (traces != null) {
                info.withDetail("traces", traces);
            }
        };
    }

    @Bean
    @Lazy
    Services services(OperationsProperties properties, SslBundles bundles, JsonMapper json) {
        Optional<SSLContext> tls = bundles.getBundleNames().contains(TLS)
                ? Optional.of(bundles.getBundle(TLS).createSslContext())
                : Optional.empty();
        return new Services(properties.addresses(), tls, json);
    }

    @Bean
    @Lazy
    ShopController shopController(Services services, JsonMapper json) {
        return new ShopController(services, json);
    }

    @Bean
    @Lazy
    QueuesController queuesController(StringRedisTemplate redis, Services services, JsonMapper json) {
        return new QueuesController(new OperatorQueues(redis), services, json);
    }

    /**
     * @param services of the shop, each as {@code name=host:port}
     * @param traces where a browser finds a trace, as {@code http://host/path/{trace}}; null if that is nowhere
     */
    @Validated
    @ConfigurationProperties("chasqui.operations")
    public record OperationsProperties(
            @DefaultValue List<String> services,

            @Pattern(regexp = "https?://.*\\{trace}.*", message = "is to be http://… with {trace} in it") @Nullable
            String traces) {

        /** Host and port of each service, by name. */
        Map<String, String> addresses() {
            var addresses = new LinkedHashMap<String, String>();
            for (var service : services) {
                var parts = service.split("=", 2);
                if (parts.length < 2) {
                    throw new IllegalStateException(
                            "chasqui.operations.services has '%s', and takes name=host:port".formatted(service));
                }
                addresses.put(parts[0], parts[1]);
            }
            return addresses;
        }
    }
}
