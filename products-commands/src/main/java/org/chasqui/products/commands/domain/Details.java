package org.chasqui.products.commands.domain;

import org.jspecify.annotations.Nullable;

/** All that is known of a product but its stock. */
public record Details(ProductName name, @Nullable Description description, Price value) {}
