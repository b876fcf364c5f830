package org.chasqui.http.problem;

import static org.chasqui.http.problem.Problems.answer;
import static org.chasqui.http.problem.Problems.retryInASecond;

import java.util.List;
import org.chasqui.http.InvalidHeader;
import org.chasqui.http.problem.Problem.FieldError;
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
 * Turns whatever a controller, or Spring on the way to it, throws into problem details.
 *
 * <p>Spring's own exceptions arrive in {@link #handleExceptionInternal} with the status and headers that Spring chose;
 * the overrides above it add which field is at fault.
 */
@RestControllerAdvice
final class ProblemHandler extends ResponseEntityExceptionHandler {

    private static final Logger log = LoggerFactory.getLogger(ProblemHandler.class);

    @ExceptionHandler
    ResponseEntity<Object> refused(Refusal refusal, WebRequest request) {
        return Problems.of(refusal, ((ServletWebRequest) request).getRequest());
    }

    @ExceptionHandler
    ResponseEntity<Object> invalid(InvalidHeader header, WebRequest request) {
        return invalid(List.of(new FieldError(header.header(), header.complaint())), new HttpHeaders(), request);
    }

    /** Everything that nobody foresaw, and the moods of the database. */
    @ExceptionHandler
    ResponseEntity<Object> failed(Exception failure, WebRequest request) {
        if (DatabaseTrouble.isLostRace(failure)) {
            return answer(problem(ProblemType.CONFLICT, request), new HttpHeaders());
        }
        if (DatabaseTrouble.leavesOutcomeUnknown(failure) && !isRead(request)) {
            log.warn(
                    "The database was lost during the commit of {}, its outcome is not known: {}",
                    path(request),
                    failure.toString());
            return answer(
                    problem(ProblemType.OUTCOME_UNKNOWN, request),
                    hasKey(request) ? retryInASecond() : new HttpHeaders());
        }
        if (DatabaseTrouble.isPassing(failure)) {
            log.warn("The database is in trouble, {} was not answered: {}", path(request), failure.toString());
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
            return null; // why: half an answer is out already, and a second one would only corrupt it
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

    /** Spring answers a wildcard as the type of a body with an exception that says nothing of media types. */
    private static boolean claimsAnyMediaType(WebRequest request) {
        var type = request.getHeader(HttpHeaders.CONTENT_TYPE);
        return type != null && type.split(";", 2)[0].contains("*");
    }

    private static boolean isRead(WebRequest request) {
        var method = ((ServletWebRequest) request).getHttpMethod();
        return HttpMethod.GET.equals(method) || HttpMethod.HEAD.equals(method);
    }

    /** Only who gave a key may repeat without a second look. */
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
