package org.chasqui.orders.queries.view;

import org.jspecify.annotations.Nullable;

/** Which orders are wanted; null where it makes no difference. */
public record OrderFilter(
        @Nullable Long user,
        @Nullable Long product,
        @Nullable String state) {}
