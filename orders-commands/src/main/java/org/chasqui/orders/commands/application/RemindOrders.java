package org.chasqui.orders.commands.application;

import java.time.Duration;

/**
 * Tells again of orders that nobody has decided about.
 *
 * @param overdueAfter how long they have waited at least
 * @param limit most orders to tell of
 */
public record RemindOrders(Duration overdueAfter, int limit) {}
