package org.chasqui.http.security;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import java.io.IOException;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.io.Resource;

/**
 * The public keys of those who may sign tokens, from a file with a JWK set. It is read again within a second after it has changed, so keys are
 * exchanged without a restart. A key does not count after its {@code exp}. A file that cannot be used while the service runs leaves the keys of
 * before in use.
 */
final class KeySetFile implements JWKSource<SecurityContext> {

    private static final Logger log = LoggerFactory.getLogger(KeySetFile.class);

    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
    private static final int MIN_RSA_BITS = 2048;
    private static final Set<Curve> CURVES = Set.of(Curve.P_256, Curve.P_384, Curve.P_521);

    private final Resource file;
    private final Clock clock;
    private final AtomicLong lastLook = new AtomicLong(System.nanoTime());
    private volatile Content content;

    /**
     * @param edition how many texts were taken before
     * @param complaint why the newest text was not taken; null if it was
     */
    private record Content(
            String text,
            JWKSet keys,
            long edition,
            @Nullable String complaint) {}

    /** @throws IllegalStateException if the file cannot be read, or holds anything but keys that can check signatures */
    KeySetFile(Resource file, Clock clock) {
        this.file = file;
        this.clock = clock;
        try {
            var text = file.getContentAsString(UTF_8);
            content = new Content(text, read(text), 0, null);
        } catch (IOException | Unusable e) {
            throw new IllegalStateException(
                    "chasqui.security.keys (%s) cannot be used: %s".formatted(file, e.getMessage()), e);
        }
    }

    @Override
    public List<JWK> get(JWKSelector selector, @Nullable SecurityContext context) {
        return selector.select(current().keys()).stream().filter(this::counts).toList();
    }

    private boolean counts(JWK key) {
        var end = key.getExpirationTime();
        return end == null || clock.instant().isBefore(end.toInstant());
    }

    /** Changes with the keys. */
    long edition() {
        return current().edition();
    }

    private Content current() {
        var last = lastLook.get();
        var now = System.nanoTime();
        if (now - last > LOOK_EVERY.toNanos() && lastLook.compareAndSet(last, now)) {
            look();
        }
        return content;
    }

    private void look() {
        var before = content;
        try {
            var text = file.getContentAsString(UTF_8);
            if (!text.equals(before.text())) {
                content = new Content(text, read(text), before.edition() + 1, null);
                log.info("Checks tokens with the new keys of {}", file);
            }
        } catch (IOException | Unusable e) {
            var complaint = String.valueOf(e.getMessage());
            if (!complaint.equals(before.complaint())) {
                log.error("Checks tokens with the keys of before, because {} cannot be used: {}", file, complaint);
            }
            content = new Content(before.text(), before.keys(), before.edition(), complaint);
        }
    }

    private static JWKSet read(String text) throws Unusable {
        JWKSet keys;
        try {
            keys = JWKSet.parse(text);
        } catch (ParseException e) {
            throw new Unusable("it is not a JWK set"); // why without the cause: that quotes the file
        }
        for (var key : keys.getKeys()) {
            check(key);
        }
        if (keys.isEmpty()) {
            throw new Unusable("it holds no key");
        }
        return keys;
    }

    private static void check(JWK key) throws Unusable {
        if (key.isPrivate()) {
            throw new Unusable(
                    "key %s is private or symmetric; a service gets public keys only".formatted(key.getKeyID()));
        }
        if (!isStrong(key) || KeyUse.ENCRYPTION.equals(key.getKeyUse())) {
            throw new Unusable(
                    "key %s is neither RSA of %d bits or more, nor EC with P-256, P-384 or P-521, for signatures"
                            .formatted(key.getKeyID(), MIN_RSA_BITS));
        }
    }

    private static boolean isStrong(JWK key) throws Unusable {
        try {
            return switch (key) {
                case RSAKey rsa -> rsa.toRSAPublicKey().getModulus().bitLength() >= MIN_RSA_BITS;
                case ECKey ec -> CURVES.contains(ec.getCurve());
                default -> false;
            };
        } catch (JOSEException e) {
            throw new Unusable("key %s is not well formed".formatted(key.getKeyID()));
        }
    }

    private static final class Unusable extends Exception {

        private static final long serialVersionUID = 1L;

        Unusable(String what) {
            super(what);
        }
    }
}
