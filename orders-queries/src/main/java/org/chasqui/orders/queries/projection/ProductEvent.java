package org.chasqui.orders.queries.projection;

/** What an order shows of its product. The value is not among it: an order keeps that of its time. */
record ProductEvent(long id, String name) {}
