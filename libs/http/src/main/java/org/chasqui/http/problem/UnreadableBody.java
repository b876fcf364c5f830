package org.chasqui.http.problem;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.chasqui.http.problem.Problem.FieldError;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/**
 * Says in the client's words why a body could not be read. It passes on nothing of Jackson's own messages: they name classes and quote
 * the input.
 *
 * @param type malformed if the text is not JSON, else a failed validation or too large
 * @param detail the whole complaint in a sentence
 * @param errors the field at fault, if it is known
 */
record UnreadableBody(ProblemType type, String detail, List<FieldError> errors) {

    static UnreadableBody of(@Nullable Throwable cause) {
        return switch (cause) {
            case StreamConstraintsException e -> tooMuch(e);
            case InputCoercionException e -> field(e, "is out of range");
            case StreamReadException e -> notJson(e);
            case UnrecognizedPropertyException e -> field(e, "is not a field here; known are " + known(e));
            case MismatchedInputException e -> mismatch(e);
            case JacksonException e -> field(e, "is not valid");
            case null -> malformed("A JSON object is required as the body.");
            default -> malformed("The body broke off while it was read.");
        };
    }

    private static UnreadableBody tooMuch(StreamConstraintsException e) {
        return String.valueOf(e.getOriginalMessage()).startsWith("Document length")
                ? new UnreadableBody(ProblemType.PAYLOAD_TOO_LARGE, ProblemType.PAYLOAD_TOO_LARGE.detail(), List.of())
                : malformed("The JSON is nested too deeply, or has too long a name or number%s.".formatted(place(e)));
    }

    private static UnreadableBody notJson(StreamReadException e) {
        return duplicateField(e)
                .map(field -> new UnreadableBody(
                        ProblemType.MALFORMED_REQUEST,
                        "The field '%s' appears twice.".formatted(field),
                        List.of(new FieldError(field, "appears twice"))))
                .orElseGet(() -> malformed("The body is not valid JSON%s.".formatted(place(e))));
    }

    private static Optional<String> duplicateField(StreamReadException e) {
        var message = String.valueOf(e.getOriginalMessage());
        var start = message.indexOf("Duplicate Object property \"");
        return start < 0
                ? Optional.empty()
                : Optional.of(path(e)).filter(path -> !path.isEmpty()).or(() -> quoted(message));
    }

    private static Optional<String> quoted(String message) {
        return Optional.of(message.substring(message.indexOf('"') + 1, message.lastIndexOf('"')));
    }

    private static UnreadableBody mismatch(MismatchedInputException e) {
        if (String.valueOf(e.getOriginalMessage()).startsWith("Trailing token")) {
            return malformed("The body goes on after its JSON value,%s.".formatted(place(e)));
        }
        return path(e).isEmpty()
                ? malformed("The body must be a JSON object.")
                : field(e, FieldErrors.expected(e.getTargetType()));
    }

    private static UnreadableBody field(JacksonException e, String message) {
        var field = path(e);
        return field.isEmpty()
                ? malformed("The body " + message + ".")
                : new UnreadableBody(
                        ProblemType.VALIDATION_FAILED,
                        "The field '%s' %s.".formatted(field, message),
                        List.of(new FieldError(field, message)));
    }

    private static UnreadableBody malformed(String detail) {
        return new UnreadableBody(ProblemType.MALFORMED_REQUEST, detail, List.of());
    }

    private static String known(UnrecognizedPropertyException e) {
        return e.getKnownPropertyIds() == null
                ? "none"
                : e.getKnownPropertyIds().stream().map(String::valueOf).sorted().collect(Collectors.joining(", "));
    }

    private static String path(JacksonException e) {
        var path = new StringBuilder();
        for (var step : e.getPath()) {
            if (step.getPropertyName() == null) {
                path.append('[').append(step.getIndex()).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".").append(step.getPropertyName());
            }
        }
        return path.toString();
    }

    /** Where in the body it was, as the end of a sentence; empty if Jackson does not say. */
    private static String place(JacksonException e) {
        var location = e.getLocation();
        return location == null // as where a limit was broken
                ? ""
                : " at line %d, column %d".formatted(location.getLineNr(), location.getColumnNr());
    }
}
