package org.chasqui.http.security;

import jakarta.validation.constraints.NotBlank;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
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
import org.springframework.boot.security.oauth2.server.resource.autoconfigure.JwkSetUriJwtDecoderBuilderCustomizer;
import org.springframework.boot.security.oauth2.server.resource.autoconfigure.OAuth2ResourceServerAutoConfiguration;
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
@AutoConfiguration(before = OAuth2ResourceServerAutoConfiguration.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
public final class SecurityAutoConfiguration {

    @Bean
    WebMvcConfigurer callers() {
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
    @EnableConfigurationProperties(SecurityProperties.class)
    static class Secured {

        /** How far the clocks of those who sign and those who check may differ. */
        private static final Duration CLOCK_SKEW = Duration.ofSeconds(10);

        /** As long as OpenID Connect allows, without what would break a line of a log. */
        private static final TextRule SUBJECT = new TextRule(1, 255);

        @Bean
        @ConditionalOnProperty("chasqui.security.keys")
        KeySetFile keySetFile(SecurityProperties properties) {
            return new KeySetFile(properties.requiredKeys());
        }

        /** Without it, Boot makes a decoder from its own properties: an issuer's address, or that of a JWK set. */
        @Bean
        @ConditionalOnProperty("chasqui.security.keys")
        JwtDecoder jwtDecoder(KeySetFile keys, List<OAuth2TokenValidator<Jwt>> rules) {
            var decoder = NimbusJwtDecoder.withJwkSource(keys)
                    .jwsAlgorithms(algorithms -> algorithms.addAll(List.of(SignatureAlgorithm.values())))
                    .build();
            decoder.setJwtValidator(new DelegatingOAuth2TokenValidator<>(rules));
            return decoder;
        }

        @Bean
        JwkSetUriJwtDecoderBuilderCustomizer signatureAlgorithms() {
            return decoder ->
                    decoder.jwsAlgorithms(algorithms -> algorithms.addAll(List.of(SignatureAlgorithm.values())));
        }

        @Bean
        OAuth2TokenValidator<Jwt> timestamps(Clock clock) {
            var rule = new JwtTimestampValidator(CLOCK_SKEW);
            rule.setAllowEmptyExpiryClaim(false);
            rule.setClock(clock);
            return rule;
        }

        @Bean
        OAuth2TokenValidator<Jwt> issuer(
                SecurityProperties properties,
                @Value("${spring.security.oauth2.resourceserver.jwt.issuer-uri:}") String provider) {
            return new JwtIssuerValidator(provider.isEmpty() ? properties.issuer() : provider);
        }

        @Bean
        OAuth2TokenValidator<Jwt> audience(SecurityProperties properties) {
            return new JwtClaimValidator<List<String>>(
                    JwtClaimNames.AUD, audience -> audience != null && audience.contains(properties.audience()));
        }

        @Bean
        OAuth2TokenValidator<Jwt> subject() {
            return new JwtClaimValidator<String>(
                    JwtClaimNames.SUB,
                    subject -> subject != null && SUBJECT.violationIn(subject).isEmpty());
        }

        @Bean
        Tokens tokens(
                ObjectProvider<JwtDecoder> decoder,
                ObjectProvider<KeySetFile> keys,
                SecurityProperties properties,
                Clock clock) {
            return new Tokens(
                    decoder.getIfAvailable(Secured::noKeys),
                    editionOf(keys.getIfAvailable()),
                    properties.publicReads(),
                    clock);
        }

        private static LongSupplier editionOf(@Nullable KeySetFile file) {
            return file == null ? () -> 0 : file::edition;
        }

        private static JwtDecoder noKeys() {
            throw new IllegalStateException(
                    "chasqui.security.enabled needs keys to check tokens with: chasqui.security.keys,"
                            + " or jwk-set-uri or issuer-uri of spring.security.oauth2.resourceserver.jwt");
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
     * @param issuer the claim {@code iss} of valid tokens, unless {@code issuer-uri} of Spring Security names another
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
