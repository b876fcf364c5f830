package org.chasqui.http.versions;

import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The versions of a thing for which a command is meant: any, unless the caller says which one it has seen. A handler
 * checks it as soon as it holds the thing's lock, because only then does the version stand still.
 *
 * <p>A controller takes it as a parameter, and gets what {@code If-Match} and {@code If-None-Match} say.
 *
 * @param any whether all are meant but {@code versions}; otherwise none is but those
 * @param versions the exceptions
 */
public record ExpectedVersion(boolean any, Set<Long> versions) {

    public static final ExpectedVersion ANY = new ExpectedVersion(true, Set.of());

    private static final ExpectedVersion NONE = new ExpectedVersion(false, Set.of());

    /** A version, and perhaps the revision of a view that showed it: what can be changed is told by the version alone. */
    private static final Pattern VERSION = Pattern.compile("([1-9][0-9]{0,15})(?:\\.[0-9]{1,19})?");

    public static ExpectedVersion exactly(long version) {
        return new ExpectedVersion(false, Set.of(version));
    }

    static ExpectedVersion of(Optional<EntityTags> ifMatch, Optional<EntityTags> ifNoneMatch) {
        var meant = ifMatch.map(ExpectedVersion::oneOf).orElse(ANY);
        return ifNoneMatch.map(meant::butNot).orElse(meant);
    }

    /** Why strong ones only: a weak tag does not promise that the caller has seen all of what it changes. */
    private static ExpectedVersion oneOf(EntityTags tags) {
        return tags.any()
                ? ANY
                : new ExpectedVersion(false, versionsOf(tags.tags().stream().filter(tag -> !tag.weak())));
    }

    private ExpectedVersion butNot(EntityTags tags) {
        if (tags.any()) {
            return NONE; // meant for a thing that does not exist yet
        }
        var excluded = versionsOf(tags.tags().stream());
        return new ExpectedVersion(any, any ? excluded : without(excluded));
    }

    private Set<Long> without(Collection<Long> excluded) {
        var rest = new HashSet<>(versions);
        rest.removeAll(excluded);
        return rest;
    }

    /** A tag that is none of ours names no version, and so matches none. */
    private static Set<Long> versionsOf(Stream<EntityTag> tags) {
        return tags.map(tag -> VERSION.matcher(tag.opaque()))
                .filter(version -> version.matches())
                .map(version -> Long.valueOf(version.group(1)))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** @throws VersionMovedOn if the command is not meant for this version */
    public void check(long current) {
        if (any == versions.contains(current)) {
            throw new VersionMovedOn(current);
        }
    }
}
