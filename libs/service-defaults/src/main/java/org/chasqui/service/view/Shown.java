package org.chasqui.service.view;

import org.chasqui.service.versions.EntityTag;

/**
 * What there is of one thing to show.
 *
 * @param tag begins with the thing's version
 * @param body what JSON is made of
 */
public record Shown(EntityTag tag, Object body) {}
