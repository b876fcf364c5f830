package org.chasqui.views;

import java.util.List;

/**
 * The content of a single view.
 *
 * @param version of the thing that it shows
 * @param body becomes JSON
 * @param parts other things that the body shows, each with the revision that it shows
 */
public record ViewContent(long version, Object body, List<Part> parts) {

    public ViewContent(long version, Object body) {
        this(version, body, List.of());
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
