package org.chasqui.systemtests.shop;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An order as a view shows it.
 *
 * @param product null unless there is exactly one line; so are its name, value and quantity
 */
public record OrderView(
        long id,
        long user,
        @Nullable String username,
        @Nullable Long product,
        @Nullable String productName,
        @Nullable Long value,
        @Nullable Long quantity,
        List<Line> lines,
        long total,
        String state,
        @Nullable String reason,
        @Nullable String market,
        Instant placedAt,
        Instant updatedAt,
        long version) {

    public record Line(long product, @Nullable String name, long value, long quantity, long total) {}

    public boolean isDecided() {
        return !state.equals("processing");
    }
}
