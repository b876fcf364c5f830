package org.chasqui.http.versions;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Collection;
import java.util.HashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.chasqui.platform.Refusal;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;

/**
 * The versions of a thing for which a command is meant: any, unless the client names the one that it has seen. A handler checks it once it
 * holds the thing's lock, because only then the version cannot change.
 *
 * <p>A controller takes it as a parameter, made of {@code If-Match} and {@code If-None-Match}.
 *
 * @param any whether all versions are meant except {@code versions}; otherwise only these are
 * @param versions the exceptions
 */
public record ExpectedVersion(boolean any, Set<Long> versions) {

    public static final ExpectedVersion ANY = new ExpectedVersion(true, Set.of());

    /** Of a thing that does not exist yet, which a command may make. */
    private static final ExpectedVersion NONE = new ExpectedVersion(false, Set.of(0L));

    /** A version, perhaps with the digest of a view that showed it; a command depends on the version alone. */
    private static final Pattern VERSION = Pattern.compile("([1-9][0-9]{0,15})(?:\\.[0-9]{1,19})?");

    static ExpectedVersion of(Optional<EntityTags> ifMatch, Optional<EntityTags> ifNoneMatch) {
        var meant = ifMatch.map(ExpectedVersion::oneOf).orElse(ANY);
        return ifNoneMatch.map(meant::butNot).orElse(meant);
    }

    /** Why strong ones only: a weak tag does not promise that the client has seen all that it changes. */
    private static ExpectedVersion oneOf(EntityTags tags) {
        return tags.any()
                ? ANY
                : new ExpectedVersion(false, versionsOf(tags.tags().stream().filter(tag -> !tag.weak())));
    }

    private ExpectedVersion butNot(EntityTags tags) {
        if (tags.any()) {
            return NONE;
        }
        var excluded = versionsOf(tags.tags().stream());
        return new ExpectedVersion(any, any ? excluded : without(excluded));
    }

    private Set<Long> without(Collection<Long> excluded) {
        var rest = new HashSet<>(versions);
        rest.removeAll(excluded);
        return rest;
    }

    /** A tag of another form names no version, and so matches none. */
    private static Set<Long> versionsOf(Stream<EntityTag> tags) {
        return tags.map(tag -> VERSION.matcher(tag.opaque()))
                .filter(version -> version.matches())
                .map(version -> Long.valueOf(version.group(1)))
                .collect(Collectors.toUnmodifiableSet());
    }

    /**
     * @param current 0 for a thing that the command would make
     * @throws VersionMovedOn if the command is not meant for this version
     */
    public void check(long current) {
        if (any == versions.contains(current)) {
            throw new VersionMovedOn(current);
        }
    }

    /** The thing is no longer, or not yet, in a version for which the command was meant. */
    public static final class VersionMovedOn extends Refusal {

        VersionMovedOn(long current) {
            super(
                    "precondition-failed",
                    Kind.OUTDATED,
                    "The version is %d now, which is not the one that the request is meant for.".formatted(current));
        }
    }

    /** Gives a controller the preconditions of its request. */
    static final class Resolver implements HandlerMethodArgumentResolver {

        @Override
        public boolean supportsParameter(MethodParameter parameter) {
            return parameter.getParameterType() == ExpectedVersion.class;
        }

        @Override
        public ExpectedVersion resolveArgument(
                MethodParameter parameter,
                @Nullable ModelAndViewContainer container,
                NativeWebRequest web,
                @Nullable WebDataBinderFactory binders) {
            var request = Objects.requireNonNull(web.getNativeRequest(HttpServletRequest.class));
            return ExpectedVersion.of(EntityTags.ifMatch(request), EntityTags.ifNoneMatch(request));
        }
    }
}
