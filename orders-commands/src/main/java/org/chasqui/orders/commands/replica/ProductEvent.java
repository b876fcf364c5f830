package org.chasqui.orders.commands.replica;

/**
 * What an order needs to know of a product.
 *
 * @param value of one unit, in minor units
 */
public record ProductEvent(long id, long value) {}
