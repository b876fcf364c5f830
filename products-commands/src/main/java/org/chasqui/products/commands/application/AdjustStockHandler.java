package org.chasqui.products.commands.application;

import java.time.Clock;
import org.chasqui.http.versions.ExpectedVersion;
import org.chasqui.http.versions.ExpectedVersion.VersionMovedOn;
import org.chasqui.messaging.EventLog;
import org.chasqui.platform.NotFound;
import org.chasqui.products.commands.domain.Product;
import org.chasqui.products.commands.domain.ProductEvent;
import org.chasqui.products.commands.domain.Products;
import org.chasqui.products.commands.domain.Stock.InsufficientStock;
import org.chasqui.products.commands.domain.Stock.StockLimitExceeded;
import org.chasqui.products.commands.domain.StockAdjustments;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

@Service
public class AdjustStockHandler {

    /**
     * Adds to a product's stock, or takes from it.
     *
     * @param delta units, not 0
     * @param reason in the words of the person who did it
     */
    public record AdjustStock(
            long id,
            ExpectedVersion expected,
            long delta,
            @Nullable String reason) {}

    private final Products products;
    private final StockAdjustments adjustments;
    private final EventLog eventLog;
    private final Clock clock;

    AdjustStockHandler(Products products, StockAdjustments adjustments, EventLog eventLog, Clock clock) {
        this.products = products;
        this.adjustments = adjustments;
        this.eventLog = eventLog;
        this.clock = clock;
    }

    /**
     * Adjusts the stock and keeps the adjustment, and publishes the product with it.
     *
     * @throws NotFound if there is no such product
     * @throws VersionMovedOn if the command is meant for another version of the product; nothing was changed
     * @throws InsufficientStock if the stock would be negative; nothing was changed
     * @throws StockLimitExceeded if the stock would pass its limit; nothing was changed
     */
    @Transactional
    public Product handle(AdjustStock command) {
        var product = products.findForUpdateById(command.id()).orElseThrow(() -> new NotFound("product", command.id()));
        command.expected().check(product.version());
        adjustments.save(product.adjustStock(command.delta(), command.reason(), clock.instant()));
        products.saveAndFlush(product);
        eventLog.append(ProductEvent.changed(product));
        return product;
    }
}
