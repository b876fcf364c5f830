package org.chasqui.products.commands.web;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import org.chasqui.http.text.Text;
import org.chasqui.http.versions.ExpectedVersion;
import org.chasqui.products.commands.application.AdjustStock;
import org.chasqui.products.commands.domain.Stock;
import org.chasqui.products.commands.domain.StockAdjustment;
import org.jspecify.annotations.Nullable;

/** By how many units the stock shall grow, or shrink if negative. */
record AdjustStockRequest(
        @NotNull @NotZero @Min(-Stock.LIMIT) @Max(Stock.LIMIT)
        Long delta,

        @Text(min = 0, max = StockAdjustment.MAX_REASON) @Nullable
        String reason) {

    AdjustStock command(long id, ExpectedVersion expected) {
        return new AdjustStock(id, expected, delta, reason);
    }
}
