package org.chasqui.http.security;

import org.chasqui.http.problem.ProblemType;

/**
 * The caller is not let in. The answer says by which rule, and nothing about what exists.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6750#section-3">RFC 6750, The WWW-Authenticate Response Header Field</a>
 */
public final class AccessRefused extends RuntimeException {

    private static final String REALM = "Bearer realm=\"chasqui\"";

    private final ProblemType type;
    private final String challenge;

    private AccessRefused(ProblemType type, String challenge) {
        super(type.slug(), null, false, false); // why no stack trace: a refusal is an ordinary answer
        this.type = type;
        this.challenge = challenge;
    }

    private static AccessRefused of(ProblemType type, String error, String description) {
        return new AccessRefused(
                type, "%s, error=\"%s\", error_description=\"%s\"".formatted(REALM, error, description));
    }

    /** No token was sent where one is needed. RFC 6750 wants no error named then. */
    static AccessRefused withoutToken() {
        return new AccessRefused(ProblemType.UNAUTHORIZED, REALM);
    }

    static AccessRefused invalidToken() {
        return of(ProblemType.UNAUTHORIZED, "invalid_token", "The token is not valid here, or no longer");
    }

    /** The keys are elsewhere, and not to be had. */
    static AccessRefused uncheckedToken() {
        return new AccessRefused(ProblemType.SERVICE_UNAVAILABLE, REALM);
    }

    static AccessRefused twoHeaders() {
        return of(ProblemType.MALFORMED_REQUEST, "invalid_request", "Authorization must be sent once");
    }

    static AccessRefused forbidden() {
        return of(ProblemType.FORBIDDEN, "insufficient_scope", "The token does not allow this");
    }

    public ProblemType type() {
        return type;
    }

    /** The value of {@code WWW-Authenticate}. */
    public String challenge() {
        return challenge;
    }
}
