package org.chasqui.http.problem;

import jakarta.servlet.http.HttpServletRequest;
import org.chasqui.http.waiting.Patience;
import org.chasqui.http.waiting.ReplicaBehind;
import org.chasqui.platform.Refusal;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;

/** Writes problems as answers, above all what the domain says no to. */
public final class Problems {

    private Problems() {}

    /** @return the answer to a request that was refused */
    public static ResponseEntity<Object> of(Refusal refusal, HttpServletRequest request) {
        var problem = Problem.of(refusal.slug(), status(refusal).value(), refusal.detail(), request.getRequestURI());
        var headers = refusal.isPassing() ? retryInASecond() : new HttpHeaders();
        if (refusal instanceof ReplicaBehind) {
            Patience.of(request).applied().ifPresent(wait -> headers.set(Patience.APPLIED, wait));
        }
        return answer(problem.with(FieldErrors.of(refusal)), headers);
    }

    static ResponseEntity<Object> answer(Problem problem, HttpHeaders headers) {
        // why whatever the caller accepts: an error is better read than withheld
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
}
