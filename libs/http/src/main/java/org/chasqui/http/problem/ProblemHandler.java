package org.chasqui.http.problem;

import static org.chasqui.http.problem.Problem.answer;
import static org.chasqui.http.problem.Problem.retryInASecond;

import java.util.List;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.chasqui.http.InvalidParameter;
import org.chasqui.http.problem.Problem.FieldError;
import org.chasqui.http.security.AccessRefused;
import org.chasqui.platform.Refusal;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.TypeMismatchException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.MethodArgumentNotValidException;
import org.springframework.web.bind.MissingRequestValueException;
import org.springframework.web.bind.ServletRequestBindingException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.ServletWebRequest;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.method.annotation.HandlerMethodValidationException;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;

/**
 * Turns exceptions of controllers, and of Spring on the way to them, into problem details.
 *
 * <p>Spring's own exceptions arrive in {@link #handleExceptionInternal} with the status and headers that Spring chose;
 * the overrides above it add which field is at fault.
 */
@RestControllerAdvice
final class ProblemHandler extends ResponseEntityExceptionHandler {

    private static final Logger log = LoggerFactory.getLogger(ProblemHandler.class);

    @ExceptionHandler
    ResponseEntity<Object> refused(Refusal refusal, WebRequest request) {
        return answer(refusal, ((ServletWebRequest) request).getRequest());
    }

    @ExceptionHandler
    ResponseEntity<Object> refused(AccessRefused refused, WebRequest request) {
        var headers = refused.type() == ProblemType.SERVICE_UNAVAILABLE ? retryInASecond() : new HttpHeaders();
        headers.set(HttpHeaders.WWW_AUTHENTICATE, refused.challenge());
        return answer(problem(refused.type(), request), headers);
    }

    @ExceptionHandler
    ResponseEntity<Object> invalid(InvalidParameter parameter, WebRequest request) {
        return invalid(List.of(new FieldError(parameter.name(), parameter.complaint())), new HttpHeaders(), request);
    }

    /** Tomcat reads the query only when a controller asks for it. */
    @ExceptionHandler
    ResponseEntity<Object> invalid(InvalidParameterException query, WebRequest request) {
        return answer(problem(ProblemType.MALFORMED_REQUEST, request), new HttpHeaders());
    }

    /** Failures of the database, and all others. */
    @ExceptionHandler
    ResponseEntity<Object> failed(Exception failure, WebRequest request) {
        if (DatabaseFailure.isLostRace(failure)) {
            return answer(problem(ProblemType.CONFLICT, request), new HttpHeaders());
        }
        if (DatabaseFailure.leavesOutcomeUnknown(failure) && !isRead(request)) {
            log.warn(
                    "Connection to the database lost during the commit of {}, outcome unknown: {}",
                    path(request),
                    failure.toString());
            return answer(
                    problem(ProblemType.OUTCOME_UNKNOWN, request),
                    hasKey(request) ? retryInASecond() : new HttpHeaders());
        }
        if (DatabaseFailure.isPassing(failure)) {
            log.warn("Database unavailable, {} answered with 503: {}", path(request), failure.toString());
            return answer(problem(ProblemType.SERVICE_UNAVAILABLE, request), retryInASecond());
        }
        if (failure instanceof IllegalArgumentException && claimsAnyMediaType(request)) {
            return answer(problem(ProblemType.UNSUPPORTED_MEDIA_TYPE, request), new HttpHeaders());
        }
        log.error("Unexpected failure of {}", path(request), failure);
        return answer(problem(ProblemType.INTERNAL_ERROR, request), new HttpHeaders());
    }

    @Override
    protected ResponseEntity<Object> handleMethodArgumentNotValid(
            MethodArgumentNotValidException e, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        return invalid(FieldErrors.of(e.getBindingResult()), headers, request);
    }

    @Override
    protected ResponseEntity<Object> handleHandlerMethodValidationException(
            HandlerMethodValidationException e, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        return e.isForReturnValue() ? failed(e, request) : invalid(FieldErrors.of(e), headers, request);
    }

    @Override
    protected ResponseEntity<Object> handleTypeMismatch(
            TypeMismatchException e, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        return invalid(List.of(FieldErrors.of(e)), headers, request);
    }

    @Override
    protected ResponseEntity<Object> handleServletRequestBindingException(
            ServletRequestBindingException e, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        return answer(problem(ProblemType.MALFORMED_REQUEST, missing(e), request), headers);
    }

    @Override
    protected ResponseEntity<Object> handleHttpMessageNotReadable(
            HttpMessageNotReadableException e, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        var body = UnreadableBody.of(e.getCause());
        return answer(problem(body.type(), body.detail(), request).with(body.errors()), headers);
    }

    @Override
    protected ResponseEntity<Object> handleHttpRequestMethodNotSupported(
            HttpRequestMethodNotSupportedException e, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        var detail = "%s is not allowed here, only %s.".formatted(e.getMethod(), headers.getFirst(HttpHeaders.ALLOW));
        return answer(problem(ProblemType.METHOD_NOT_ALLOWED, detail, request), headers);
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleExceptionInternal(
            Exception e, @Nullable Object body, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        if (request instanceof ServletWebRequest web
                && web.getResponse() != null
                && web.getResponse().isCommitted()) {
            return null; // why: a second answer would corrupt the one that is half sent
        }
        if (status.is5xxServerError()) {
            return failed(e, request);
        }
        var type = ProblemType.of(status);
        return answer(Problem.of(type.slug(), status.value(), type.detail(), path(request)), headers);
    }

    private static ResponseEntity<Object> invalid(List<FieldError> errors, HttpHeaders headers, WebRequest request) {
        return answer(problem(ProblemType.VALIDATION_FAILED, request).with(errors), headers);
    }

    private static Problem problem(ProblemType type, WebRequest request) {
        return problem(type, type.detail(), request);
    }

    private static Problem problem(ProblemType type, String detail, WebRequest request) {
        return Problem.of(type, detail, path(request));
    }

    /** For a wildcard as the type of a body Spring throws an exception that does not mention media types. */
    private static boolean claimsAnyMediaType(WebRequest request) {
        var type = request.getHeader(HttpHeaders.CONTENT_TYPE);
        return type != null && type.split(";", 2)[0].contains("*");
    }

    private static boolean isRead(WebRequest request) {
        var method = ((ServletWebRequest) request).getHttpMethod();
        return HttpMethod.GET.equals(method) || HttpMethod.HEAD.equals(method);
    }

    /** Only a request with a key may be repeated without a look at its effect. */
    private static boolean hasKey(WebRequest request) {
        return HttpMethod.POST.equals(((ServletWebRequest) request).getHttpMethod())
                && request.getHeader("Idempotency-Key") != null;
    }

    private static String missing(ServletRequestBindingException e) {
        return e instanceof MissingRequestValueException
                ? String.valueOf(e.getBody().getDetail())
                : ProblemType.MALFORMED_REQUEST.detail();
    }

    private static String path(WebRequest request) {
        return ((ServletWebRequest) request).getRequest().getRequestURI();
    }
}
