package org.chasqui.products.commands.application;

import org.chasqui.messaging.EventLog;
import org.chasqui.products.commands.domain.Details;
import org.chasqui.products.commands.domain.Product;
import org.chasqui.products.commands.domain.ProductEvent;
import org.chasqui.products.commands.domain.Products;
import org.chasqui.products.commands.domain.Stock;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

@Service
public class CreateProductHandler {

    /** Adds a product. */
    public record CreateProduct(Details details, Stock stock) {}

    private final Products products;
    private final EventLog eventLog;

    CreateProductHandler(Products products, EventLog eventLog) {
        this.products = products;
        this.eventLog = eventLog;
    }

    /** Adds the product, and its event with it. */
    @Transactional
    public Product handle(CreateProduct command) {
        var product = products.saveAndFlush(new Product(command.details(), command.stock()));
        eventLog.append(ProductEvent.created(product));
        return product;
    }
}
