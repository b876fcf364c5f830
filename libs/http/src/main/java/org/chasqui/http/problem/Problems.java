package org.chasqui.http.problem;

import jakarta.servlet.http.HttpServletRequest;
import org.chasqui.http.waiting.Patience;
import org.chasqui.http.waiting.ReplicaBehind;
import org.chasqui.platform.Refusal;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;

/** Says in HTTP what the domain says no to. */
public final class Problems {

    private Problems() {}

    /** @return the answer to a request that was refused */
    public static ResponseEntity<Problem> of(Refusal refusal, HttpServletRequest request) {
        var problem = Problem.of(refusal.slug(), status(refusal).value(), refusal.detail(), request.getRequestURI());
        // why whatever the caller accepts: an error is better read than withheld
        var answer = ResponseEntity.status(problem.status()).contentType(MediaType.APPLICATION_PROBLEM_JSON);
        if (refusal.isPassing()) {
            answer.header(HttpHeaders.RETRY_AFTER, "1");
        }
        if (refusal instanceof ReplicaBehind) {
            Patience.of(request).applied().ifPresent(wait -> answer.header(Patience.APPLIED, wait));
        }
        return answer.body(problem.with(FieldErrors.of(refusal)));
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
