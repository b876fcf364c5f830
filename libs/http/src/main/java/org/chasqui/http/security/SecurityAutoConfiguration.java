package org.chasqui.http.security;

import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import jakarta.servlet.ServletContext;
import jakarta.validation.constraints.NotBlank;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.chasqui.platform.TextRule;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.security.oauth2.server.resource.autoconfigure.OAuth2ResourceServerProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.io.Resource;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimNames;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.validation.annotation.Validated;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.handler.MappedInterceptor;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** Lets controllers take their {@link Caller}, and makes the service a resource server of OAuth 2.0 where it is told to. */
@AutoConfiguration
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
public final class SecurityAutoConfiguration {

    @Bean
    WebMvcConfigurer callers(ServletContext shop, @Value("${chasqui.security.enabled:false}") boolean secured) {
        if (!secured) {
            Caller.letEverybodyInto(shop);
        }
        return new WebMvcConfigurer() {
            @Override
            public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
                resolvers.add(new Caller.Resolver());
            }
        };
    }

    /** The part that an open shop does not have. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnProperty("chasqui.security.enabled")
    @EnableConfigurationProperties({SecurityProperties.class, OAuth2ResourceServerProperties.class})
    static class Secured {

        /** How far the clocks of those who sign and those who check may differ. */
        private static final Duration CLOCK_SKEW = Duration.ofSeconds(10);

        /** As long as OpenID Connect allows, without what would break a line of a log. */
        private static final TextRule SUBJECT = new TextRule(1, 255);

        @Bean
        @ConditionalOnProperty("chasqui.security.keys")
        KeySetFile keySetFile(SecurityProperties properties, Clock clock) {
            return new KeySetFile(properties.requiredKeys(), clock);
        }

        /** What every valid token keeps, whoever has issued it. */
        private static OAuth2TokenValidator<Jwt> rules(String issuer, SecurityProperties properties, Clock clock) {
            var timestamps = new JwtTimestampValidator(CLOCK_SKEW);
            timestamps.setAllowEmptyExpiryClaim(false);
            timestamps.setClock(clock);
            return new DelegatingOAuth2TokenValidator<>(
                    timestamps,
                    new JwtIssuerValidator(issuer),
                    new JwtClaimValidator<List<String>>(
                            JwtClaimNames.AUD,
                            audience -> audience != null && audience.contains(properties.audience())),
                    new JwtClaimValidator<String>(
                            JwtClaimNames.SUB,
                            subject -> subject != null
                                    && subject.equals(subject.strip())
                                    && SUBJECT.violationIn(subject).isEmpty()));
        }

        @Bean
        Tokens tokens(
                ObjectProvider<KeySetFile> keys,
                SecurityProperties properties,
                OAuth2ResourceServerProperties provider,
                Clock clock) {
            var file = keys.getIfAvailable();
            var decoders = new HashMap<String, JwtDecoder>();
            if (file != null) {
                decoders.put(properties.issuer(), decoder(file, rules(properties.issuer(), properties, clock)));
            }
            addProvider(decoders, provider.getJwt(), properties, clock);
            return new Tokens(
                    new IssuerDecoders(decoders),
                    file == null ? () -> 0 : file::edition,
                    properties.issuer(),
                    properties.publicReads(),
                    clock);
        }

        private static void addProvider(
                Map<String, JwtDecoder> decoders,
                OAuth2ResourceServerProperties.Jwt provider,
                SecurityProperties properties,
                Clock clock) {
            var issuer = Objects.requireNonNullElse(provider.getIssuerUri(), properties.issuer());
            var address = provider.getJwkSetUri();
            if (address == null && provider.getIssuerUri() == null) {
                return;
            }
            var decoder = decoder(ProviderKeys.of(issuer, address), rules(issuer, properties, clock));
            if (decoders.put(issuer, decoder) != null) {
                throw new IllegalStateException(
                        "Both chasqui.security.keys and a provider would check the tokens of %s: name the provider's issuer, or leave the keys out"
                                .formatted(issuer));
            }
        }

        private static JwtDecoder decoder(JWKSource<SecurityContext> keys, OAuth2TokenValidator<Jwt> rules) {
            var decoder = NimbusJwtDecoder.withJwkSource(keys)
                    .jwsAlgorithms(Secured::addAsymmetric)
                    .build();
            decoder.setJwtValidator(rules);
            return decoder;
        }

        /** Nobody can sign with a key that only checks. */
        private static void addAsymmetric(Set<SignatureAlgorithm> algorithms) {
            algorithms.addAll(List.of(SignatureAlgorithm.values()));
        }

        /** After the trace, the observation of requests and what keeps foreign pages out; before all that answers. */
        @Bean
        FilterRegistrationBean<TokenFilter> tokenFilter(
                Tokens tokens,
                @Qualifier("handlerExceptionResolver") ObjectProvider<HandlerExceptionResolver> problems) {
            var registration = new FilterRegistrationBean<>(new TokenFilter(tokens, problems));
            registration.setOrder(Ordered.HIGHEST_PRECEDENCE + 3);
            return registration;
        }

        @Bean
        AccessCheck accessCheck(
                SecurityProperties properties,
                @Value("${management.endpoints.web.base-path:/actuator}") String actuator,
                @Qualifier("requestMappingHandlerMapping") ObjectProvider<RequestMappingHandlerMapping> controllers) {
            return new AccessCheck(actuator, properties.publicReads(), controllers::getObject);
        }

        /** Spring asks it before every handler of every mapping, Actuator's too. */
        @Bean
        MappedInterceptor accessCheckOfAllHandlers(AccessCheck check) {
            return new MappedInterceptor(null, check);
        }
    }

    /**
     * @param enabled whether callers need tokens; without it, everybody may do everything
     * @param keys file with the JWK set of those who may sign tokens; it is read again when it changes
     * @param issuer the claim {@code iss} of tokens that those keys check; {@code issuer-uri} of Spring Security names a provider whose tokens
     *     are valid, too
     * @param audience what the claim {@code aud} of valid tokens must name
     * @param publicReads whether all queries need no token, as a shop for teaching wants
     */
    @Validated
    @ConfigurationProperties("chasqui.security")
    public record SecurityProperties(
            @DefaultValue("false") boolean enabled,
            @Nullable Resource keys,
            @DefaultValue("chasqui") @NotBlank String issuer,
            @DefaultValue("chasqui") @NotBlank String audience,
            @DefaultValue("false") boolean publicReads) {

        Resource requiredKeys() {
            if (keys == null) {
                throw new IllegalStateException("chasqui.security.keys is empty");
            }
            return keys;
        }
    }
}
