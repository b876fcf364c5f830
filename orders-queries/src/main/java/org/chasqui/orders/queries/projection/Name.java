package org.chasqui.orders.queries.projection;

/**
 * What something is called, as of a version of it.
 *
 * @param id of the user or product
 */
record Name(long id, long version, String name) {}
