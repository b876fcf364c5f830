package org.chasqui.products.commands.application;

import java.time.Clock;
import java.util.List;
import org.chasqui.http.Change;
import org.chasqui.http.versions.ExpectedVersion;
import org.chasqui.http.versions.ExpectedVersion.VersionMovedOn;
import org.chasqui.messaging.EventLog;
import org.chasqui.platform.NotFound;
import org.chasqui.platform.Place;
import org.chasqui.products.commands.domain.Description;
import org.chasqui.products.commands.domain.Details;
import org.chasqui.products.commands.domain.Price;
import org.chasqui.products.commands.domain.Product;
import org.chasqui.products.commands.domain.ProductEvent;
import org.chasqui.products.commands.domain.ProductName;
import org.chasqui.products.commands.domain.Products;
import org.chasqui.products.commands.domain.Sale;
import org.chasqui.products.commands.domain.Stock;
import org.chasqui.products.commands.domain.StockAdjustments;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

@Service
public class ChangeProductHandler {

    /**
     * Changes some fields of a product; the description can also be cleared, and so can the markets, so that it is sold everywhere.
     *
     * @param stock the result of a count, as of now
     */
    public record ChangeProduct(
            long id,
            ExpectedVersion expected,
            Change<ProductName> name,
            Change<@Nullable Description> description,
            Change<Price> value,
            Change<Stock> stock,
            Change<Boolean> onSale,
            Change<@Nullable List<Place>> markets) {

        Details applyTo(Details current) {
            return new Details(
                    name.orElse(current.name()),
                    description.orElse(current.description()),
                    value.orElse(current.value()),
                    new Sale(
                            onSale.orElse(current.sale().on()),
                            markets.orElse(current.sale().markets())));
        }
    }

    private final Products products;
    private final StockAdjustments adjustments;
    private final EventLog eventLog;
    private final Clock clock;

    ChangeProductHandler(Products products, StockAdjustments adjustments, EventLog eventLog, Clock clock) {
        this.products = products;
        this.adjustments = adjustments;
        this.eventLog = eventLog;
        this.clock = clock;
    }

    /**
     * Changes the product, and publishes it; a command that changes nothing leaves the version as it is and publishes
     * nothing.
     *
     * @throws NotFound if there is no such product
     * @throws VersionMovedOn if the command is meant for another version of the product; nothing was changed
     */
    @Transactional
    public Product handle(ChangeProduct command) {
        var product = products.findForUpdateById(command.id()).orElseThrow(() -> new NotFound("product", command.id()));
        command.expected().check(product.version());
        var changed = product.change(command.applyTo(product.details()));
        var adjustment = product.recount(command.stock().orElse(product.stock()), clock.instant());
        adjustment.ifPresent(adjustments::save);
        if (changed || adjustment.isPresent()) {
            products.saveAndFlush(product);
            eventLog.append(ProductEvent.changed(product));
        }
        return product;
    }
}
