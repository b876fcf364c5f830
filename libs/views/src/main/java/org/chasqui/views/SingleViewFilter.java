package org.chasqui.views;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.chasqui.http.security.AccessCheck;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.util.function.SingletonSupplier;
import org.springframework.web.filter.ServerHttpObservationFilter;
import org.springframework.web.servlet.HandlerExceptionResolver;

/**
 * Takes a GET of a single view straight to its {@link SingleView}, past Spring MVC, which costs more than the answer. The view's controller
 * calls the same method for all other requests: other HTTP methods and media types, and malformed ids. Who may see the view is said at the
 * controller's method.
 */
final class SingleViewFilter implements Filter {

    private final SingletonSupplier<SingleViews> views;
    private final SingletonSupplier<AccessCheck> access;
    private final ObjectProvider<HandlerExceptionResolver> problems;

    /** @param access has none in an open shop */
    SingleViewFilter(
            ObjectProvider<SingleViews> views,
            ObjectProvider<AccessCheck> access,
            ObjectProvider<HandlerExceptionResolver> problems) {
        this.views =
                SingletonSupplier.of(views::getObject); // why: each lookup in the context costs as much as the answer
        this.access = SingletonSupplier.ofNullable(access::getIfAvailable);
        this.problems = problems;
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (!(request instanceof HttpServletRequest asked
                && response instanceof HttpServletResponse answer
                && asked.getMethod().equals("GET")
                && acceptsJson(asked.getHeader("Accept"))
                && isAnswered(asked, answer))) {
            chain.doFilter(request, response);
        }
    }

    private static boolean acceptsJson(@Nullable String accept) {
        return accept == null || accept.equals("*/*") || accept.equals("application/json");
    }

    private boolean isAnswered(HttpServletRequest request, HttpServletResponse response) throws IOException {
        for (var view : views.obtain().all()) {
            var id = view.idIn(request.getRequestURI());
            if (id > 0) {
                answer(view, id, request, response);
                return true;
            }
        }
        return false;
    }

    private void answer(SingleView view, long id, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        // why: in the metrics it is the same request, wherever it was answered
        ServerHttpObservationFilter.findObservationContext(request)
                .ifPresent(context -> context.setPathPattern(view.path()));
        try {
            var check = access.get();
            if (check != null) {
                check.checkShown(view.path(), request);
            }
            view.answer(id, request, response);
        } catch (RuntimeException e) {
            if (problems.getObject().resolveException(request, response, null, e) == null) {
                throw e;
            }
        }
    }
}
