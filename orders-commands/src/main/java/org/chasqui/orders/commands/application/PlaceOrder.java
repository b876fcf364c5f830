package org.chasqui.orders.commands.application;

import org.chasqui.orders.commands.domain.Quantity;

/** Orders some units of a product for a user. */
public record PlaceOrder(long user, long product, Quantity quantity) {}
