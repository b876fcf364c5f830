package org.chasqui.http.security;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.chasqui.platform.Author;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.web.servlet.HandlerExceptionResolver;

/** Tells the rest of the request's way, its log lines and its events who calls. A token that is not valid ends it here, also where none is needed. */
final class TokenFilter implements Filter {

    private final Tokens tokens;
    private final ObjectProvider<HandlerExceptionResolver> problems;

    TokenFilter(Tokens tokens, ObjectProvider<HandlerExceptionResolver> problems) {
        this.tokens = tokens;
        this.problems = problems;
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        var asked = (HttpServletRequest) request;
        Caller caller;
        try {
            caller = tokens.callerOf(asked);
        } catch (AccessRefused refused) {
            if (problems.getObject().resolveException(asked, (HttpServletResponse) response, null, refused) == null) {
                throw refused;
            }
            return;
        }
        caller.attachTo(asked);
        caller.author().ifPresent(Author::enter);
        try {
            chain.doFilter(request, response);
        } finally {
            Author.leave();
        }
    }
}
