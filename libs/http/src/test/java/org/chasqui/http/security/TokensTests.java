package org.chasqui.http.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import org.chasqui.http.problem.ProblemType;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtException;

class TokensTests {

    private static final Instant END = Instant.parse("2026-01-31T12:00:00Z");

    private Instant now = END.minusSeconds(60);
    private long edition;
    private int checks;

    private final Tokens tokens = tokens(token -> {
        checks++;
        return customer(token).build();
    });

    @Test
    void aTokenIsCheckedOnce() {
        for (var times = 0; times < 5; times++) {
            assertThat(caller("a.b.c")).isEqualTo(new Caller("customer-7", Set.of(Role.CUSTOMER), 7, false));
        }
        caller("d.e.f");

        assertThat(checks).isEqualTo(2);
    }

    @Test
    void aRequestThatHasPassedNoFilterIsNobodysUnlessTheShopIsOpen() {
        var request = new MockHttpServletRequest();
        assertThat(Caller.of(request)).isEqualTo(new Caller("", Set.of(), 0, false));

        Caller.letEverybodyInto(request.getServletContext());
        assertThat(Caller.of(request).readsAll()).isTrue();
        assertThat(Caller.of(request).isOneOf(Role.OPERATOR)).isTrue();
    }

    @Test
    void aTokenThatHasEndedIsCheckedAgain() {
        caller("a.b.c");
        now = END.minusMillis(1);
        caller("a.b.c");
        assertThat(checks).isEqualTo(1);

        now = END;
        caller("a.b.c");
        assertThat(checks).isEqualTo(2);
    }

    @Test
    void withOtherKeysEveryTokenIsCheckedAgain() {
        caller("a.b.c");
        edition++;
        caller("a.b.c");
        assertThat(checks).isEqualTo(2);
    }

    @Test
    void aClaimOfAnotherTypeGivesNothing() {
        var odd = tokens(token ->
                customer(token).claim("roles", "customer").claim("uid", "7").build());
        assertThat(callerBy(odd)).isEqualTo(new Caller("customer-7", Set.of(), 0, false));

        var mixed = tokens(token -> customer(token)
                .claim("roles", List.of(7, "ADMIN", "customer", "root"))
                .claim("uid", 7.5)
                .build());
        assertThat(callerBy(mixed)).isEqualTo(new Caller("customer-7", Set.of(Role.CUSTOMER), 0, false));
    }

    @Test
    void anIssuerThatIsAwayIsNotTheCallersFault() {
        refuses(new JwtException("no keys"), ProblemType.SERVICE_UNAVAILABLE);
        refuses(new BadJwtException("bad"), ProblemType.UNAUTHORIZED);
    }

    private void refuses(RuntimeException failure, ProblemType type) {
        var failing = tokens(token -> {
            throw failure;
        });
        assertThatExceptionOfType(AccessRefused.class)
                .isThrownBy(() -> callerBy(failing))
                .satisfies(refused -> assertThat(refused.type()).isEqualTo(type));
    }

    private Tokens tokens(JwtDecoder decoder) {
        InstantSource time = () -> now;
        return new Tokens(decoder, () -> edition, "chasqui", false, time.withZone(ZoneOffset.UTC));
    }

    private static Jwt.Builder customer(String token) {
        return Jwt.withTokenValue(token)
                .header("alg", "RS256")
                .issuer("chasqui")
                .subject("customer-7")
                .claim("roles", List.of("customer"))
                .claim("uid", 7L)
                .expiresAt(END);
    }

    private Caller caller(String token) {
        return callerBy(tokens, token);
    }

    private static Caller callerBy(Tokens tokens) {
        return callerBy(tokens, "a.b.c");
    }

    private static Caller callerBy(Tokens tokens, String token) {
        var request = new MockHttpServletRequest();
        request.addHeader("Authorization", "Bearer " + token);
        return tokens.callerOf(request);
    }
}
