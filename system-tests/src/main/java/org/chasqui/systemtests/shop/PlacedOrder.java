package org.chasqui.systemtests.shop;

/** The answer to an accepted order that is not yet decided. */
public record PlacedOrder(long id, long user, long product, long quantity, String state, long version) {}
