package org.chasqui.http.security;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.springframework.http.HttpMethod;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/**
 * Lets a request through to a controller's method if its {@link AllowedTo} names a role of the caller, and to Actuator if the caller is an
 * operator. All else is refused.
 *
 * <p>Why at the method that is about to run, and not at its path: then no spelling of a path can lead past the rule.
 */
public final class AccessCheck implements HandlerInterceptor {

    private static final String ACTUATOR = "org.springframework.boot.webmvc.actuate.";
    private static final Role[] NOBODY = {};
    private static final Role[] ANYONE = {Role.ANYONE};
    private static final Role[] OPERATOR = {Role.OPERATOR};

    private final Set<String> probes;
    private final boolean publicReads;
    private final Supplier<RequestMappingHandlerMapping> controllers;
    private final Map<String, Role[]> readers = new ConcurrentHashMap<>();

    /**
     * @param actuator path below which Actuator answers; its probes of liveness and readiness are open to all
     * @param publicReads whether everybody may see what controllers show, unless it is for operators alone
     */
    AccessCheck(String actuator, boolean publicReads, Supplier<RequestMappingHandlerMapping> controllers) {
        this.probes = Set.of(actuator + "/health/liveness", actuator + "/health/readiness");
        this.publicReads = publicReads;
        this.controllers = controllers;
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        check(request, allowed(request, handler));
        return true;
    }

    /**
     * Checks a request that is answered in place of the controller's method that shows this path.
     *
     * @throws AccessRefused unless the caller may reach that method
     */
    public void checkShown(String path, HttpServletRequest request) {
        check(request, readers.computeIfAbsent(path, shown -> allowed(request, methodThatShows(shown))));
    }

    private HandlerMethod methodThatShows(String path) {
        return controllers.get().getHandlerMethods().entrySet().stream()
                .filter(entry ->
                        entry.getKey().getMethodsCondition().getMethods().contains(RequestMethod.GET))
                .filter(entry -> entry.getKey().getPatternValues().contains(path))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("No controller shows " + path));
    }

    private static void check(HttpServletRequest request, Role[] allowed) {
        var caller = Caller.of(request);
        if (!caller.isOneOf(allowed)) {
            throw caller.isKnown() ? AccessRefused.forbidden() : AccessRefused.withoutToken();
        }
    }

    private Role[] allowed(HttpServletRequest request, Object handler) {
        if (!(handler instanceof HandlerMethod method)) {
            return NOBODY;
        }
        if (method.getBeanType().getName().startsWith(ACTUATOR)) {
            return probes.contains(request.getRequestURI()) ? ANYONE : OPERATOR;
        }
        return Optional.ofNullable(method.getMethodAnnotation(AllowedTo.class))
                .map(AllowedTo::value)
                .map(roles -> publicReads && isRead(request) && !Arrays.equals(roles, OPERATOR) ? ANYONE : roles)
                .orElse(NOBODY);
    }

    private static boolean isRead(HttpServletRequest request) {
        return HttpMethod.GET.matches(request.getMethod()) || HttpMethod.HEAD.matches(request.getMethod());
    }
}
