package org.chasqui.products.commands.application;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.chasqui.products.commands.domain.Products;
import org.springframework.stereotype.Component;

/** The metric of units that were promised beyond the stock. */
@Component
final class StockMetrics implements MeterBinder {

    private final Products products;

    StockMetrics(Products products) {
        this.products = products;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        Gauge.builder("chasqui.stock.oversold", products, Products::countUnitsOversold)
                .description("Units that orders were promised beyond the stock")
                .baseUnit("units")
                .register(registry);
    }
}
