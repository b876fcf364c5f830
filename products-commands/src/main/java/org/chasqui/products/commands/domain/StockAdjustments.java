package org.chasqui.products.commands.domain;

import org.springframework.data.repository.Repository;

/** All changes of stock by hand. */
public interface StockAdjustments extends Repository<StockAdjustment, Long> {

    StockAdjustment save(StockAdjustment adjustment);
}
