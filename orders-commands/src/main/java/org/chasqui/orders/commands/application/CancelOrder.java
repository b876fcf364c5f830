package org.chasqui.orders.commands.application;

import org.chasqui.http.versions.ExpectedVersion;

/** Gives an order's stock back, and ends the order. */
public record CancelOrder(long id, ExpectedVersion expected) {}
