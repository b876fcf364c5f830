package org.chasqui.http.security;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimNames;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.JwtValidationException;

/**
 * Finds out who calls. The check of a signature costs more than most answers, so a token that has passed is remembered until it ends, and no
 * longer than the keys stay the same.
 */
final class Tokens {

    private static final Logger log = LoggerFactory.getLogger(Tokens.class);

    /** Characters of all remembered tokens together. */
    private static final long MAX_WEIGHT = 8 * 1024 * 1024;

    /** Why: a provider that is asked over the network does not say when it withdraws a key. */
    private static final Duration LONGEST_MEMORY = Duration.ofMinutes(5);

    private final JwtDecoder decoder;
    private final LongSupplier keys;
    private final String ownIssuer;
    private final boolean publicReads;
    private final Clock clock;
    private final Caller withoutToken;
    private final Cache<String, Passed> passed = Caffeine.newBuilder()
            .maximumWeight(MAX_WEIGHT)
            .weigher((String token, Passed caller) -> token.length())
            .expireAfterWrite(LONGEST_MEMORY)
            .executor(Runnable::run)
            .build();

    /** A token that was found valid with this edition of the keys. */
    private record Passed(Caller caller, Instant end, long keys) {}

    /**
     * @param keys the edition of the present ones
     * @param ownIssuer the shop's own, of whose tokens the subject says enough
     */
    Tokens(JwtDecoder decoder, LongSupplier keys, String ownIssuer, boolean publicReads, Clock clock) {
        this.decoder = decoder;
        this.keys = keys;
        this.ownIssuer = ownIssuer;
        this.publicReads = publicReads;
        this.clock = clock;
        withoutToken = Caller.withoutToken(publicReads);
    }

    /** @throws AccessRefused if the request has a token that is not valid, or more than one */
    Caller callerOf(HttpServletRequest request) {
        return BearerToken.of(request).map(this::callerBy).orElse(withoutToken);
    }

    private Caller callerBy(String token) {
        var edition = keys.getAsLong();
        var known = passed.getIfPresent(token);
        if (known != null && known.keys() == edition && clock.instant().isBefore(known.end())) {
            return known.caller();
        }
        var jwt = decode(token);
        var caller = caller(jwt);
        passed.put(token, new Passed(caller, Objects.requireNonNull(jwt.getExpiresAt()), edition));
        return caller;
    }

    private Jwt decode(String token) {
        if (!BearerToken.mayBe(token)) {
            throw AccessRefused.invalidToken();
        }
        try {
            return decoder.decode(token);
        } catch (BadJwtException e) {
            log.debug("Refuses a token: {}", reason(e));
            throw AccessRefused.invalidToken();
        } catch (JwtException e) {
            log.debug("Cannot check a token: {}", e.getMessage());
            throw AccessRefused.uncheckedToken();
        }
    }

    /** Why not any message: that of a parser quotes the token. */
    private static String reason(BadJwtException e) {
        return e instanceof JwtValidationException broken
                ? broken.getErrors().stream()
                        .map(OAuth2Error::getDescription)
                        .toList()
                        .toString()
                : "it is not well formed, or not signed by a key that is known here";
    }

    private Caller caller(Jwt jwt) {
        var roles = roles(jwt.getClaim("roles"));
        var user = roles.contains(Role.CUSTOMER) ? user(jwt.getClaim("uid")) : 0;
        return new Caller(subject(jwt), roles, user, publicReads || roles.contains(Role.ADMIN));
    }

    /** Another issuer may call somebody else by the same name. */
    private String subject(Jwt jwt) {
        var subject = Objects.requireNonNull(jwt.getSubject());
        var issuer = Objects.requireNonNull(jwt.getClaimAsString(JwtClaimNames.ISS));
        return issuer.equals(ownIssuer) ? subject : issuer + "#" + subject;
    }

    private static Set<Role> roles(@Nullable Object claim) {
        var names = claim instanceof Collection<?> list ? list : List.of();
        var roles = EnumSet.noneOf(Role.class);
        for (var role : Role.values()) {
            if (names.stream().anyMatch(role::isNamed)) {
                roles.add(role);
            }
        }
        return roles;
    }

    private static long user(@Nullable Object claim) {
        return claim instanceof Long || claim instanceof Integer ? ((Number) claim).longValue() : 0;
    }
}
