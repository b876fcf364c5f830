package org.chasqui.products.queries.projection;

import org.jspecify.annotations.Nullable;

/** A product's full state after a change, as far as it is shown here. */
record ProductEvent(long id, String name, @Nullable String description, long value, long stock) {}
