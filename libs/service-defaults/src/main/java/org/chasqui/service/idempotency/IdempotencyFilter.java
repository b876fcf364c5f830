package org.chasqui.service.idempotency;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.function.Supplier;
import org.chasqui.service.Refusal;
import org.chasqui.service.idempotency.Handled.End;
import org.chasqui.service.idempotency.KeyedRequests.Result;
import org.chasqui.service.web.RepeatableRequest;
import org.springframework.http.HttpStatusCode;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.util.ContentCachingResponseWrapper;

/** Lets a POST that carries an {@code Idempotency-Key} through once, and answers its repetitions itself. */
final class IdempotencyFilter extends OncePerRequestFilter {

    private final AnswerOnce once;
    private final KeyedRequests counts;
    private final HandlerExceptionResolver problems;

    IdempotencyFilter(AnswerOnce once, KeyedRequests counts, HandlerExceptionResolver problems) {
        this.once = once;
        this.counts = counts;
        this.problems = problems;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return !request.getMethod().equals("POST") || request.getHeader(IdempotencyKey.HEADER) == null;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        try {
            var answer = counted(() -> answer(request, response, chain));
            response.reset(); // why: it carries the headers of a first attempt that may not be the answer
            answer.writeTo(response);
        } catch (RuntimeException e) {
            response.reset();
            if (problems.resolveException(request, response, null, e) == null) {
                throw e;
            }
        }
    }

    private Answer counted(Supplier<Answer> answering) {
        try {
            var answer = answering.get();
            counts.count(answer.isRepeated() ? Result.REPLAYED : Result.FIRST);
            return answer;
        } catch (KeyInUse e) {
            counts.count(Result.IN_USE);
            throw e;
        } catch (KeyReused e) {
            counts.count(Result.REUSED);
            throw e;
        }
    }

    private Answer answer(HttpServletRequest request, HttpServletResponse response, FilterChain chain) {
        var key = IdempotencyKey.of(request).orElseThrow();
        var repeatable = RepeatableRequest.read(request);
        return once.answer(
                KeyedRequest.of(key, request, repeatable.body()),
                () -> handle(repeatable, new ContentCachingResponseWrapper(response), chain));
    }

    private static Handled handle(
            HttpServletRequest request, ContentCachingResponseWrapper response, FilterChain chain) {
        try {
            chain.doFilter(request, response);
        } catch (IOException | ServletException e) {
            throw new IllegalStateException("Nothing behind this filter lets an exception pass", e);
        }
        return new Handled(Answer.of(response), endOf(request, response));
    }

    private static End endOf(HttpServletRequest request, HttpServletResponse response) {
        var status = HttpStatusCode.valueOf(response.getStatus());
        if (status.is2xxSuccessful()) {
            return End.DONE;
        }
        return status.is4xxClientError() && isRefusal(request) ? End.REFUSED : End.FAILED;
    }

    /** Spring leaves the exception here that it turned into the answer. */
    private static boolean isRefusal(HttpServletRequest request) {
        return request.getAttribute(DispatcherServlet.EXCEPTION_ATTRIBUTE) instanceof Refusal;
    }
}
