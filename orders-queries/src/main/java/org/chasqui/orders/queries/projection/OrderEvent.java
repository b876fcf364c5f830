package org.chasqui.orders.queries.projection;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** An order's full state after a change, as far as it is shown here. */
record OrderEvent(
        long id,
        long user,
        long product,
        int quantity,
        long value,
        long total,
        String state,
        @Nullable String reason,
        Instant placedAt,
        Instant updatedAt) {}
