package org.chasqui.products.commands.application;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.chasqui.products.commands.domain.Products;
import org.springframework.stereotype.Component;

/** What to watch: whether more was promised than there is. */
@Component
final class StockMetrics implements MeterBinder {

    private final Products products;

    StockMetrics(Products products) {
        this.products = products;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        Gauge.builder("chasqui.stock.oversold", products, Products::countUnitsOversold)
                .description("Units that orders were promised beyond what there is")
                .baseUnit("units")
                .register(registry);
    }
}
