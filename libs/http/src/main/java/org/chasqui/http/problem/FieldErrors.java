package org.chasqui.http.problem;

import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.chasqui.http.problem.Problem.FieldError;
import org.chasqui.platform.Refusal;
import org.springframework.beans.TypeMismatchException;
import org.springframework.context.MessageSourceResolvable;
import org.springframework.validation.BindingResult;
import org.springframework.validation.method.MethodValidationResult;
import org.springframework.validation.method.ParameterErrors;
import org.springframework.validation.method.ParameterValidationResult;

/** Reads from what Spring found wrong which field it was, in an order that does not change from run to run. */
final class FieldErrors {

    private static final Comparator<FieldError> ORDER =
            Comparator.comparing(FieldError::field).thenComparing(FieldError::message);

    private FieldErrors() {}

    /** Of what the domain says no to. */
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
                Objects.requireNonNullElse(e.getPropertyName(), "parameter"), ExpectedType.of(e.getRequiredType()));
    }

    private static FieldError of(org.springframework.validation.FieldError error) {
        return error.contains(TypeMismatchException.class)
                ? new FieldError(
                        error.getField(),
                        ExpectedType.of(
                                error.unwrap(TypeMismatchException.class).getRequiredType()))
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
}
