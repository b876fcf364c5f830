package org.chasqui.products.commands.application;

import org.chasqui.http.json.Change;
import org.chasqui.http.versions.ExpectedVersion;
import org.chasqui.products.commands.domain.Description;
import org.chasqui.products.commands.domain.Details;
import org.chasqui.products.commands.domain.Price;
import org.chasqui.products.commands.domain.ProductName;
import org.chasqui.products.commands.domain.Stock;
import org.jspecify.annotations.Nullable;

/**
 * Changes some of what is known of a product; the description can also be cleared.
 *
 * @param stock what was counted, as of now
 */
public record ChangeProduct(
        long id,
        ExpectedVersion expected,
        Change<ProductName> name,
        Change<@Nullable Description> description,
        Change<Price> value,
        Change<Stock> stock) {

    Details applyTo(Details current) {
        return new Details(
                name.orElse(current.name()), description.orElse(current.description()), value.orElse(current.value()));
    }
}
