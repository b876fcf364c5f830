package org.chasqui.http.security;

import com.nimbusds.jwt.JWTParser;
import java.text.ParseException;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;

/**
 * Checks each token with the keys of the issuer that it names, and no others.
 *
 * @param decoders by issuer
 */
record IssuerDecoders(Map<String, JwtDecoder> decoders) implements JwtDecoder {

    IssuerDecoders {
        if (decoders.isEmpty()) {
            throw new IllegalStateException(
                    "chasqui.security.enabled needs keys to check tokens with: chasqui.security.keys,"
                            + " or jwk-set-uri or issuer-uri of spring.security.oauth2.resourceserver.jwt");
        }
        decoders = Map.copyOf(decoders);
    }

    @Override
    public Jwt decode(String token) {
        return Optional.ofNullable(claimedIssuer(token))
                .map(decoders::get)
                .orElseThrow(() -> new BadJwtException("Nobody here knows its issuer"))
                .decode(token);
    }

    private static @Nullable String claimedIssuer(String token) {
        try {
            return JWTParser.parse(token).getJWTClaimsSet().getIssuer();
        } catch (ParseException e) {
            throw new BadJwtException("It is not well formed", e);
        }
    }
}
