package org.chasqui.systemtests.shop;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

public record OrderView(
        long id,
        long user,
        @Nullable String username,
        long product,
        @Nullable String productName,
        long value,
        long quantity,
        long total,
        String state,
        @Nullable String reason,
        @Nullable String market,
        Instant placedAt,
        Instant updatedAt,
        long version) {

    public boolean isDecided() {
        return !state.equals("processing");
    }
}
