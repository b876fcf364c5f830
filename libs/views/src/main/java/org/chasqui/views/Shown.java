package org.chasqui.views;

import java.util.List;

/**
 * What there is of one thing to show.
 *
 * @param version of the thing
 * @param body what JSON is made of
 * @param parts of other things, each in the revision that the body shows
 */
public record Shown(long version, Object body, List<Part> parts) {

    public Shown(long version, Object body) {
        this(version, body, List.of());
    }
}
