package org.chasqui.systemtests.shop;

import org.jspecify.annotations.Nullable;

public record ProductView(
        long id, String name, @Nullable String description, long value, long stock, boolean available, long version) {}
