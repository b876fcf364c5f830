package org.chasqui.orders.commands.replica;

/** Of a user, an order needs to know only that there is one. */
public record UserEvent(long id) {}
