package org.chasqui.http.security;

import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;
import org.chasqui.platform.Author;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;

/**
 * Who sends a request. A controller takes it as a parameter.
 *
 * @param subject whom the token names, after its issuer and {@code #} if that is a provider; empty without a token
 * @param user the user whose orders are the caller's own; 0 for none
 * @param readsAll whether the caller may see everybody's things
 */
public record Caller(String subject, Set<Role> roles, long user, boolean readsAll) {

    private static final String ATTRIBUTE = Caller.class.getName();
    private static final Caller NOBODY = withoutToken(false);

    static Caller withoutToken(boolean publicReads) {
        return new Caller("", Set.of(), 0, publicReads);
    }

    /** @return nobody if the shop is not open, and the request has passed no filter that asks who it is */
    public static Caller of(HttpServletRequest request) {
        if (request.getAttribute(ATTRIBUTE) instanceof Caller known) {
            return known;
        }
        return request.getServletContext().getAttribute(ATTRIBUTE) instanceof Caller everybody ? everybody : NOBODY;
    }

    void attachTo(HttpServletRequest request) {
        request.setAttribute(ATTRIBUTE, this);
    }

    /** Without security nobody is told apart from an admin. */
    static void letEverybodyInto(ServletContext shop) {
        shop.setAttribute(ATTRIBUTE, new Caller("", EnumSet.allOf(Role.class), 0, true));
    }

    boolean isKnown() {
        return !subject.isEmpty();
    }

    Optional<Author> author() {
        return isKnown()
                ? Optional.of(new Author(roles.contains(Role.CUSTOMER) ? "app_user" : "user", subject))
                : Optional.empty();
    }

    boolean isOneOf(Role... allowed) {
        for (var role : allowed) {
            if (role == Role.ANYONE || roles.contains(role)) {
                return true;
            }
        }
        return false;
    }

    /** @param owner a user; empty for what belongs to none, which all may see who may ask for it */
    public boolean mayRead(OptionalLong owner) {
        return readsAll || owner.isEmpty() || owner.getAsLong() == user;
    }

    /** The only user whose things a list may show the caller; empty if it may show all. */
    public Optional<Long> readsOnly() {
        return readsAll ? Optional.empty() : Optional.of(user);
    }

    /** @throws AccessRefused unless the caller may order for this user */
    public void mustActFor(long owner) {
        mustActFor(() -> Optional.of(owner));
    }

    /**
     * Why a thing that does not exist is refused as another's is: the answer would tell which exist.
     *
     * @param owner finds the user whose thing it is, and is asked only where that matters; empty if there is no such thing
     * @throws AccessRefused unless the caller may change this user's things
     */
    public void mustActFor(Supplier<Optional<Long>> owner) {
        if (!roles.contains(Role.ADMIN)
                && owner.get().filter(found -> found == user).isEmpty()) {
            throw AccessRefused.forbidden();
        }
    }

    /** Gives a controller the caller of its request. */
    static final class Resolver implements HandlerMethodArgumentResolver {

        @Override
        public boolean supportsParameter(MethodParameter parameter) {
            return parameter.getParameterType() == Caller.class;
        }

        @Override
        public Caller resolveArgument(
                MethodParameter parameter,
                @Nullable ModelAndViewContainer container,
                NativeWebRequest web,
                @Nullable WebDataBinderFactory binders) {
            return of(Objects.requireNonNull(web.getNativeRequest(HttpServletRequest.class)));
        }
    }
}
