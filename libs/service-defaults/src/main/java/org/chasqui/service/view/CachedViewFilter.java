package org.chasqui.service.view;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.chasqui.service.view.SingleViews.Kind;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.web.filter.ServerHttpObservationFilter;

/**
 * Answers a plain request for a view that is in the cache, as its controller would, but without the way there, which costs more than the
 * answer. Whatever is not plain, or not in the cache, goes that way.
 */
final class CachedViewFilter implements Filter {

    /** They ask for more than what is there: another version, another form, or only for what is new. */
    private static final List<String> NOT_PLAIN = List.of("X-Min-Version", "If-None-Match", "Prefer");

    private final ObjectProvider<SingleViews> views;
    private final ObjectProvider<ViewCache> cache;

    CachedViewFilter(ObjectProvider<SingleViews> views, ObjectProvider<ViewCache> cache) {
        this.views = views;
        this.cache = cache;
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (!(request instanceof HttpServletRequest asked
                && response instanceof HttpServletResponse answer
                && isPlain(asked)
                && isAnswered(asked, answer))) {
            chain.doFilter(request, response);
        }
    }

    private static boolean isPlain(HttpServletRequest request) {
        return request.getMethod().equals("GET")
                && acceptsJson(request.getHeader("Accept"))
                && NOT_PLAIN.stream().allMatch(header -> request.getHeader(header) == null);
    }

    private static boolean acceptsJson(@Nullable String accept) {
        return accept == null || accept.equals("*/*") || accept.equals("application/json");
    }

    private boolean isAnswered(HttpServletRequest request, HttpServletResponse response) throws IOException {
        for (var kind : views.getObject().kinds()) {
            var id = kind.idIn(request.getRequestURI());
            if (id > 0) {
                var view = cache.getObject().find(kind.name(), id);
                if (view.isPresent()) {
                    answer(kind, view.get(), request, response);
                    return true;
                }
            }
        }
        return false;
    }

    private static void answer(Kind kind, View view, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        // why: in the metrics it is the same request, wherever it was answered
        ServerHttpObservationFilter.findObservationContext(request)
                .ifPresent(context -> context.setPathPattern(kind.path()));
        response.setHeader("ETag", view.tag().toString());
        response.setHeader("Cache-Control", "no-cache");
        response.setHeader("X-Cache", "HIT");
        response.setContentType("application/json");
        response.setContentLength(view.json().length);
        response.getOutputStream().write(view.json());
    }
}
