package org.chasqui.systemtests.shop;

import org.jspecify.annotations.Nullable;

public record UserView(
        long id,
        String username,
        @Nullable String firstName,
        @Nullable String lastName,
        long version) {}
