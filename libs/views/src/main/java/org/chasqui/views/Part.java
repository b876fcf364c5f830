package org.chasqui.views;

/**
 * Something that many views show beside what they are about, as orders show the name of their product. When it changes, one mark takes all
 * of them out of the cache.
 *
 * @param kind in the singular: {@code "product"}
 * @param revision greater with each change of the part, of this one at least; 0 to 2^53 - 1. Why not one for the whole view: a view that was
 *     written after the change of one part may still show another as it was.
 */
public record Part(String kind, long id, long revision) {}
