package org.chasqui.orders.commands.domain;

import jakarta.persistence.Embeddable;
import java.util.List;
import java.util.Objects;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/**
 * The lines of an order as its row has them: the only one in columns, several as JSON.
 *
 * <p>Why two forms: the first is that of the orders, and of the releases, from before there were several lines.
 */
@Embeddable
record StoredLines(
        @Nullable Long productId,
        @Nullable Integer quantity,
        @Nullable Long value,
        @JdbcTypeCode(SqlTypes.JSON) @Nullable List<OrderLine> lines) {

    static StoredLines of(List<OrderLine> lines) {
        var first = lines.getFirst();
        return lines.size() == 1
                ? new StoredLines(first.product(), first.quantity(), first.value(), null)
                : new StoredLines(null, null, null, List.copyOf(lines));
    }

    List<OrderLine> all() {
        return lines != null ? lines : List.of(new OrderLine(known(productId), known(quantity), known(value)));
    }

    private static <T> T known(@Nullable T ofTheOnlyLine) {
        return Objects.requireNonNull(ofTheOnlyLine, "An order has lines");
    }
}
