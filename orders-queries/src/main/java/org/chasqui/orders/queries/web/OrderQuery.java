package org.chasqui.orders.queries.web;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import org.chasqui.orders.queries.view.OrderFilter;
import org.jspecify.annotations.Nullable;

/** Which orders a caller wants listed: those of a user, of a product, in a state, or all. */
record OrderQuery(
        @Min(1) @Max(MAX_ID) @Nullable Long user,
        @Min(1) @Max(MAX_ID) @Nullable Long product,

        @Pattern(
                regexp = "processing|completed|failed|cancelled",
                message = "must be one of processing, completed, failed, cancelled")
        @Nullable
        String state) {

    /** The greatest whole number that JSON readers keep exact, 2^53 - 1. */
    private static final long MAX_ID = 9_007_199_254_740_991L;

    OrderFilter filter() {
        return new OrderFilter(user, product, state);
    }
}
