package org.chasqui.peers;

/**
 * The event: a row of the source has changed.
 *
 * @param version of the row after the change, from 1
 * @param number place of the change in the run, from 0
 */
public record Change(long id, long version, int number) {}
