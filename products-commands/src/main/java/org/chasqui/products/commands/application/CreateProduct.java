package org.chasqui.products.commands.application;

import org.chasqui.products.commands.domain.Details;
import org.chasqui.products.commands.domain.Stock;

/** Adds a product. */
public record CreateProduct(Details details, Stock stock) {}
