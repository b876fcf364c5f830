package org.chasqui.http.problem;

import java.util.Arrays;
import java.util.Locale;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;

/**
 * The problems that any service can have. The refusals of a domain have types of their own, see {@link org.chasqui.platform.Refusal}.
 */
public enum ProblemType {
    /** The body is not JSON, or the request is not valid HTTP. */
    MALFORMED_REQUEST(HttpStatus.BAD_REQUEST, "The request is malformed."),
    /** Valid JSON with wrong fields or parameters; {@code errors} says which. */
    VALIDATION_FAILED(HttpStatus.BAD_REQUEST, "Some fields are not valid."),
    UNAUTHORIZED(HttpStatus.UNAUTHORIZED, "A valid token is needed here."),
    CROSS_SITE_REQUEST(HttpStatus.FORBIDDEN, "A page of another site may not change anything here."),
    FORBIDDEN(HttpStatus.FORBIDDEN, "The token does not allow this."),
    NOT_FOUND(HttpStatus.NOT_FOUND, "Nothing is found here."),
    METHOD_NOT_ALLOWED(HttpStatus.METHOD_NOT_ALLOWED, "The method is not allowed here."),
    NOT_ACCEPTABLE(HttpStatus.NOT_ACCEPTABLE, "Only application/json is available."),
    CONFLICT(
            HttpStatus.CONFLICT,
            "The state changed meanwhile. Look again, then repeat the request if it still makes sense."),
    PAYLOAD_TOO_LARGE(HttpStatus.CONTENT_TOO_LARGE, "The body is larger than 64 KiB."),
    URI_TOO_LONG(HttpStatus.URI_TOO_LONG, "The request target is too long."),
    UNSUPPORTED_MEDIA_TYPE(HttpStatus.UNSUPPORTED_MEDIA_TYPE, "The body must be application/json."),
    MISDIRECTED_REQUEST(HttpStatus.MISDIRECTED_REQUEST, "This service does not go by that name."),
    TOO_MANY_REQUESTS(HttpStatus.TOO_MANY_REQUESTS, "Too many requests. Wait a moment, then repeat."),
    INTERNAL_ERROR(
            HttpStatus.INTERNAL_SERVER_ERROR, "Something went wrong on our side. The trace id finds it in the logs."),
    /** The connection to the database broke while the change was being committed. */
    OUTCOME_UNKNOWN(
            HttpStatus.INTERNAL_SERVER_ERROR,
            "The database was lost at the last moment: the change may have been made, or not. Look before you repeat"
                    + " the request, unless it has an Idempotency-Key."),
    SERVICE_UNAVAILABLE(
            HttpStatus.SERVICE_UNAVAILABLE, "The service cannot answer at the moment. Repeat the request later.");

    private final HttpStatus status;
    private final String detail;

    ProblemType(HttpStatus status, String detail) {
        this.status = status;
        this.detail = detail;
    }

    /** The type that fits a bare status best. */
    static ProblemType of(HttpStatusCode status) {
        return Arrays.stream(values())
                .filter(type -> type.status.value() == status.value())
                .findFirst()
                .orElse(status.is5xxServerError() ? INTERNAL_ERROR : MALFORMED_REQUEST);
    }

    public String slug() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public HttpStatus status() {
        return status;
    }

    /** The sentence for an occurrence of which no more is known. */
    public String detail() {
        return detail;
    }
}
