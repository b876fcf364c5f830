package org.chasqui.orders.queries.projection;

/** What an order shows of its user. */
record UserEvent(long id, String username) {}
