package org.chasqui.views;

import java.util.List;
import java.util.OptionalLong;

/**
 * The content of a single view.
 *
 * @param owner the user whose thing it is, for readers who may see only their own; empty if it is nobody's
 * @param version of the thing that it shows
 * @param body becomes JSON
 * @param parts other things that the body shows, each with the revision that it shows
 */
public record ViewContent(OptionalLong owner, long version, Object body, List<Part> parts) {

    public static ViewContent ofNobody(long version, Object body) {
        return new ViewContent(OptionalLong.empty(), version, body, List.of());
    }

    public static ViewContent ownedBy(long owner, long version, Object body) {
        return new ViewContent(OptionalLong.of(owner), version, body, List.of());
    }

    /**
     * Another thing that many views show, as orders show the name of their product. When it changes, one mark takes all these views out of
     * the cache.
     *
     * @param kind in the singular: {@code "product"}
     * @param revision greater with each change of the part, of this one at least; 0 to 2^53 - 1. Why not one for the whole view: a view that was
     *     written after the change of one part may still show another as it was.
     */
    public record Part(String kind, long id, long revision) {}
}
