package org.chasqui.systemtests.shop;

import java.util.List;
import org.jspecify.annotations.Nullable;

public record ProductView(
        long id,
        String name,
        @Nullable String description,
        long value,
        long stock,
        boolean available,
        boolean onSale,
        @Nullable List<String> markets,
        long version) {}
