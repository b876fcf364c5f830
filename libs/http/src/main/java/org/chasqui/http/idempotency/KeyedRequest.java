package org.chasqui.http.idempotency;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.servlet.http.HttpServletRequest;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.chasqui.http.InvalidParameter;
import org.chasqui.http.security.Caller;

/**
 * A request with its key.
 *
 * @param key under which the answer is kept: each caller has keys of their own
 * @param digest SHA-256 of method, target and body: a key stands for one request only
 */
public record KeyedRequest(String key, String digest) {

    /** Begins a digest of a body as it was read. Earlier builds kept digests of the bytes of a body, without such a beginning. */
    private static final String AS_READ = "read:";

    /**
     * @param body of the request, as it was read
     * @return nothing if the request has no key
     * @throws InvalidParameter if the key is not a valid one
     */
    public static Optional<KeyedRequest> of(HttpServletRequest request, Supplier<byte[]> body) {
        return IdempotencyKey.of(request).map(key -> of(key, request, body.get()));
    }

    private static KeyedRequest of(IdempotencyKey key, HttpServletRequest request, byte[] body) {
        var sha256 = sha256();
        sha256.update(line(request.getMethod()));
        sha256.update(line(request.getRequestURI()));
        sha256.update(line(Objects.requireNonNullElse(request.getQueryString(), "")));
        return new KeyedRequest(
                ownKey(key, Caller.of(request)), AS_READ + HexFormat.of().formatHex(sha256.digest(body)));
    }

    /** Whether an answer was, or may have been, to this request: the service must not refuse the key of an honest repetition. */
    boolean isThatOf(String kept) {
        return kept.equals(digest) || !kept.startsWith(AS_READ);
    }

    /**
     * Neither a subject nor a key has a line break, so no caller can name a key of another, and nobody without a token can. Why a digest: both
     * together may be longer than a key in the table.
     */
    private static String ownKey(IdempotencyKey key, Caller caller) {
        return caller.subject().isEmpty()
                ? key.value()
                : "\n"
                        + HexFormat.of()
                                .formatHex(sha256().digest((caller.subject() + "\n" + key.value()).getBytes(UTF_8)));
    }

    private static byte[] line(String text) {
        return (text + "\n").getBytes(UTF_8);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
