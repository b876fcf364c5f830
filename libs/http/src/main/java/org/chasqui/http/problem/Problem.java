package org.chasqui.http.problem;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.chasqui.http.versions.VersionWaits.ReplicaBehind;
import org.chasqui.http.versions.WaitPreference;
import org.chasqui.platform.Refusal;
import org.chasqui.platform.Trace;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;

/**
 * The body of every error answer: problem details (RFC 9457), with the fields at fault and the trace id by which an
 * operator finds the log line.
 *
 * @param type stable name of the problem, {@code urn:chasqui:problem:<slug>}, by which a client decides
 * @param title the type in a few words, the same each time
 * @param detail this occurrence in a sentence, for a person
 * @param instance path of the request
 * @param errors what is wrong with which field, where single fields are at fault
 * @param traceId trace of the request, 32 hex digits
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Problem(
        String type,
        String title,
        int status,
        String detail,
        String instance,
        List<FieldError> errors,
        String traceId) {

    private static final String PREFIX = "urn:chasqui:problem:";

    /**
     * @param field path of the field in the body, for example {@code lines[2].quantity}, or name of the parameter
     * @param message the complaint, as the end of a sentence that begins with the field
     */
    public record FieldError(String field, String message) {}

    static Problem of(ProblemType type, String detail, String instance) {
        return of(type.slug(), type.status().value(), detail, instance);
    }

    static Problem of(String slug, int status, String detail, String instance) {
        return new Problem(
                PREFIX + slug,
                title(slug),
                status,
                detail,
                instance,
                List.of(),
                Trace.currentId().orElse(""));
    }

    /** The answer to a request that the domain refused. */
    public static ResponseEntity<Object> answer(Refusal refusal, HttpServletRequest request) {
        var problem = of(refusal.slug(), status(refusal).value(), refusal.detail(), request.getRequestURI());
        var headers = refusal.isPassing() ? retryInASecond() : new HttpHeaders();
        if (refusal instanceof ReplicaBehind) {
            WaitPreference.of(request).applied().ifPresent(wait -> headers.set(WaitPreference.APPLIED, wait));
        }
        return answer(problem.with(FieldErrors.of(refusal)), headers);
    }

    static ResponseEntity<Object> answer(Problem problem, HttpHeaders headers) {
        // why regardless of Accept: a client had better read an error than not
        return ResponseEntity.status(problem.status())
                .headers(headers)
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(problem);
    }

    static HttpHeaders retryInASecond() {
        var headers = new HttpHeaders();
        headers.set(HttpHeaders.RETRY_AFTER, "1");
        return headers;
    }

    private static HttpStatus status(Refusal refusal) {
        return switch (refusal.kind()) {
            case ABSENT -> HttpStatus.NOT_FOUND;
            case CONFLICT -> HttpStatus.CONFLICT;
            case OUTDATED -> HttpStatus.PRECONDITION_FAILED;
            case NOT_YET -> HttpStatus.SERVICE_UNAVAILABLE;
            case IMPOSSIBLE -> HttpStatus.UNPROCESSABLE_CONTENT;
        };
    }

    Problem with(List<FieldError> errors) {
        return new Problem(type, title, status, detail, instance, errors, traceId);
    }

    private static String title(String slug) {
        return Character.toUpperCase(slug.charAt(0)) + slug.substring(1).replace('-', ' ');
    }
}
