package org.chasqui.products.commands.application;

import org.chasqui.http.versions.ExpectedVersion;
import org.jspecify.annotations.Nullable;

/**
 * Adds to a product's stock, or takes from it.
 *
 * @param delta units, not 0
 * @param reason why, in the words of whoever did it
 */
public record AdjustStock(
        long id,
        ExpectedVersion expected,
        long delta,
        @Nullable String reason) {}
