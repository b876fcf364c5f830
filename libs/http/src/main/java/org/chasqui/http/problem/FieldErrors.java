package org.chasqui.http.problem;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.chasqui.http.problem.Problem.FieldError;
import org.chasqui.platform.Refusal;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.TypeMismatchException;
import org.springframework.context.MessageSourceResolvable;
import org.springframework.validation.BindingResult;
import org.springframework.validation.method.MethodValidationResult;
import org.springframework.validation.method.ParameterErrors;
import org.springframework.validation.method.ParameterValidationResult;

/** Finds in the errors of Spring and of the domain which fields are wrong, in an order that is the same in each run. */
final class FieldErrors {

    private static final Comparator<FieldError> ORDER =
            Comparator.comparing(FieldError::field).thenComparing(FieldError::message);

    private static final Set<Class<?>> WHOLE =
            Set.of(long.class, Long.class, int.class, Integer.class, short.class, Short.class);

    private FieldErrors() {}

    /** Of a refusal by the domain. */
    static List<FieldError> of(Refusal refusal) {
        return refusal.errors().entrySet().stream()
                .map(error -> new FieldError(error.getKey(), error.getValue()))
                .sorted(ORDER)
                .toList();
    }

    /** Of a body, or of query parameters bound to one object. */
    static List<FieldError> of(BindingResult result) {
        return result.getFieldErrors().stream()
                .map(FieldErrors::of)
                .sorted(ORDER)
                .toList();
    }

    /** Of single parameters. */
    static List<FieldError> of(MethodValidationResult result) {
        return result.getParameterValidationResults().stream()
                .flatMap(parameter -> of(parameter).stream())
                .sorted(ORDER)
                .toList();
    }

    /** Of one parameter whose text is of the wrong type; the exception knows its name only as a property. */
    static FieldError of(TypeMismatchException e) {
        return new FieldError(
                Objects.requireNonNullElse(e.getPropertyName(), "parameter"), expected(e.getRequiredType()));
    }

    private static FieldError of(org.springframework.validation.FieldError error) {
        return error.contains(TypeMismatchException.class)
                ? new FieldError(
                        error.getField(),
                        expected(error.unwrap(TypeMismatchException.class).getRequiredType()))
                : new FieldError(error.getField(), message(error));
    }

    private static List<FieldError> of(ParameterValidationResult parameter) {
        if (parameter instanceof ParameterErrors body) {
            return body.getFieldErrors().stream().map(FieldErrors::of).toList();
        }
        var name = Objects.requireNonNullElse(parameter.getMethodParameter().getParameterName(), "parameter");
        return parameter.getResolvableErrors().stream()
                .map(error -> new FieldError(name, message(error)))
                .toList();
    }

    private static String message(MessageSourceResolvable error) {
        return Objects.requireNonNullElse(error.getDefaultMessage(), "is not valid");
    }

    /** Names a Java type in words of JSON and query strings, as the end of a sentence that begins with the field. */
    static String expected(@Nullable Class<?> type) {
        if (type == null) {
            return "has the wrong type";
        }
        if (type.isEnum()) {
            return Stream.of(type.getEnumConstants())
                    .map(Object::toString)
                    .collect(Collectors.joining(", ", "must be one of ", ""));
        }
        if (WHOLE.contains(type)) {
            return "must be a whole number within range";
        }
        if (type == LocalDate.class) {
            return "must be a date such as 2026-03-31";
        }
        if (CharSequence.class.isAssignableFrom(type)) {
            return "must be a string";
        }
        if (type == boolean.class || type == Boolean.class) {
            return "must be true or false";
        }
        if (type == Instant.class) {
            return "must be a time with its offset, such as 2026-01-31T12:00:00Z";
        }
        if (Number.class.isAssignableFrom(type) || type.isPrimitive()) {
            return "must be a number";
        }
        return type.isArray() || Collection.class.isAssignableFrom(type) ? "must be an array" : "must be an object";
    }
}
