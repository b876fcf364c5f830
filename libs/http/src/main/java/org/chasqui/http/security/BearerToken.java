package org.chasqui.http.security;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.http.HttpHeaders;

/** Finds the token of a request: in the header {@code Authorization}, and nowhere else. */
final class BearerToken {

    private static final int MAX_LENGTH = 8 * 1024;
    private static final Pattern SCHEME = Pattern.compile("(?i)Bearer(?: +|$)");

    /** The characters of a signed JWT: three parts, of which none is empty. */
    private static final Pattern SIGNED = Pattern.compile("[A-Za-z0-9_-]++\\.[A-Za-z0-9_-]++\\.[A-Za-z0-9_-]++");

    private BearerToken() {}

    /**
     * @return empty if the request names no caller, or does it in another scheme
     * @throws AccessRefused if there are two headers
     */
    static Optional<String> of(HttpServletRequest request) {
        var headers = request.getHeaders(HttpHeaders.AUTHORIZATION);
        if (!headers.hasMoreElements()) {
            return Optional.empty();
        }
        var header = headers.nextElement();
        if (headers.hasMoreElements()) {
            throw AccessRefused.twoHeaders();
        }
        var scheme = SCHEME.matcher(header);
        return scheme.lookingAt() ? Optional.of(header.substring(scheme.end())) : Optional.empty();
    }

    /** Whether a text of a request is worth a parser's work. */
    static boolean mayBe(String token) {
        return token.length() <= MAX_LENGTH && SIGNED.matcher(token).matches();
    }
}
