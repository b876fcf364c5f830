package org.chasqui.http.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.chasqui.platform.Trace;
import org.slf4j.MDC;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Puts the request's trace into the logging context, as {@code traceId} and {@code traceparent}. Log lines, problem details and the event
 * log find it there.
 */
final class TraceFilter extends OncePerRequestFilter {

    private static final String ATTRIBUTE = TraceFilter.class.getName();

    @Override
    protected boolean shouldNotFilterErrorDispatch() {
        return false; // why: Tomcat makes an error page after the request's own pass, and its trace is needed there too
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        var trace = traceOf(request);
        try (var id = MDC.putCloseable(Trace.TRACE_ID, trace.traceId());
                var parent = MDC.putCloseable(Trace.TRACEPARENT, trace.value())) {
            chain.doFilter(request, response);
        }
    }

    private static Traceparent traceOf(HttpServletRequest request) {
        if (request.getAttribute(ATTRIBUTE) instanceof Traceparent known) {
            return known;
        }
        var trace = Traceparent.sent(request.getHeader("traceparent"))
                .or(() -> Traceparent.ofRequest(request.getHeader("X-Request-Id")))
                .orElseGet(Traceparent::random);
        request.setAttribute(ATTRIBUTE, trace);
        return trace;
    }
}
