package org.chasqui.products.commands.domain;

import org.jspecify.annotations.Nullable;

/** The data of a product except its stock. */
public record Details(ProductName name, @Nullable Description description, Price value, Sale sale) {}
