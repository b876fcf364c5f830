package org.chasqui.http.problem;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.chasqui.platform.Trace;

/**
 * The body of every error answer: problem details (RFC 9457), with the fields at fault and the trace id by which an
 * operator finds the log line.
 *
 * @param type stable name of what went wrong, {@code urn:chasqui:problem:<slug>}; what a client decides by
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
     * @param message what is wrong with it, as the end of a sentence that begins with the field
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

    Problem with(List<FieldError> errors) {
        return new Problem(type, title, status, detail, instance, errors, traceId);
    }

    private static String title(String slug) {
        return Character.toUpperCase(slug.charAt(0)) + slug.substring(1).replace('-', ' ');
    }
}
