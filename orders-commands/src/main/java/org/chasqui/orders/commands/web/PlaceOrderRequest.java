package org.chasqui.orders.commands.web;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import org.chasqui.orders.commands.application.PlaceOrder;
import org.chasqui.orders.commands.domain.Quantity;

/** A new order as callers describe it. */
record PlaceOrderRequest(
        @NotNull @Min(1) @Max(MAX_ID) Long user,
        @NotNull @Min(1) @Max(MAX_ID) Long product,
        @NotNull @Min(1) @Max(Quantity.MAX) Integer quantity) {

    /** The greatest whole number that JSON readers keep exact, 2^53 - 1. */
    private static final long MAX_ID = 9_007_199_254_740_991L;

    PlaceOrder command() {
        return new PlaceOrder(user, product, new Quantity(quantity));
    }
}
