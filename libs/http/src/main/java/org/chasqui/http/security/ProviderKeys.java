package org.chasqui.http.security;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSetCacheRefreshEvaluator;
import com.nimbusds.jose.jwk.source.JWKSetSource;
import com.nimbusds.jose.jwk.source.JWKSetUnavailableException;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jose.util.JSONObjectUtils;
import java.io.IOException;
import java.net.URI;
import java.text.ParseException;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The public keys of an OpenID provider, at the address that its metadata name (OpenID Connect Discovery 1.0, section 4), or at one that is
 * known. The provider need not be up while a service starts: it is asked for its keys when the first of its tokens comes.
 */
final class ProviderKeys implements JWKSetSource<SecurityContext> {

    private static final Logger log = LoggerFactory.getLogger(ProviderKeys.class);

    private static final Duration KEPT = Duration.ofMinutes(5);
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    /** Why: everybody can name the provider and a key that nobody knows, and each time the provider may have a new one. */
    private static final Duration ASKED_ONCE_IN = Duration.ofSeconds(2);

    private static final int MAX_BYTES = 256 * 1024;

    private final DefaultResourceRetriever http =
            new DefaultResourceRetriever((int) PATIENCE.toMillis(), (int) PATIENCE.toMillis(), MAX_BYTES);
    private final String issuer;
    private @Nullable String address;
    private Answer last = new Answer(null, null, System.nanoTime() - ASKED_ONCE_IN.toNanos());

    /** What the provider said, or why it did not. */
    private record Answer(@Nullable JWKSet keys, @Nullable KeySourceException failure, long nanos) {}

    private ProviderKeys(String issuer, @Nullable String address) {
        this.issuer = issuer;
        this.address = address;
    }

    /** @param address of the JWK set; null if the issuer's metadata name it */
    static JWKSource<SecurityContext> of(String issuer, @Nullable String address) {
        return JWKSourceBuilder.create(new ProviderKeys(issuer, address))
                .cache(KEPT.toMillis(), 2 * PATIENCE.toMillis())
                .refreshAheadCache(false)
                .rateLimited(false)
                .build();
    }

    @Override
    public synchronized JWKSet getJWKSet(
            JWKSetCacheRefreshEvaluator refresh, long now, @Nullable SecurityContext context)
            throws KeySourceException {
        if (System.nanoTime() - last.nanos() >= ASKED_ONCE_IN.toNanos()) {
            last = ask();
        }
        if (last.keys() == null) {
            throw Objects.requireNonNull(last.failure());
        }
        return last.keys();
    }

    private Answer ask() {
        try {
            var keys = address == null ? discovered() : address;
            var set = JWKSet.parse(read(keys));
            address = keys;
            return new Answer(set, null, System.nanoTime());
        } catch (IOException | ParseException | IllegalArgumentException e) {
            log.warn("Cannot check tokens of {}, because it does not give its keys: {}", issuer, e.toString());
            var failure = new JWKSetUnavailableException(issuer + " does not give its keys", e);
            return new Answer(null, failure, System.nanoTime());
        }
    }

    private String discovered() throws IOException, ParseException {
        var metadata = JSONObjectUtils.parse(read(issuer.replaceFirst("/$", "") + "/.well-known/openid-configuration"));
        var name = JSONObjectUtils.getString(metadata, "issuer");
        if (!issuer.equals(name)) {
            throw new ParseException("its metadata are those of " + name, 0);
        }
        var keys = JSONObjectUtils.getString(metadata, "jwks_uri");
        if (keys == null) {
            throw new ParseException("its metadata name no jwks_uri", 0);
        }
        return keys;
    }

    private String read(String address) throws IOException {
        return http.retrieveResource(URI.create(address).toURL()).getContent();
    }

    @Override
    public void close() {}
}
