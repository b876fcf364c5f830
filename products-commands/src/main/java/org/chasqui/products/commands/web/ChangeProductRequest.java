package org.chasqui.products.commands.web;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import org.chasqui.http.json.Change;
import org.chasqui.http.text.Text;
import org.chasqui.http.versions.ExpectedVersion;
import org.chasqui.products.commands.application.ChangeProduct;
import org.chasqui.products.commands.domain.Description;
import org.chasqui.products.commands.domain.Price;
import org.chasqui.products.commands.domain.ProductName;
import org.chasqui.products.commands.domain.Stock;
import org.jspecify.annotations.Nullable;

/** What shall change of a product: a field that is left out stays, a description that is null is cleared. */
record ChangeProductRequest(
        Change<@NotNull @Text(max = ProductName.MAX_LENGTH) String> name,
        Change<@Nullable @Text(min = 0, max = Description.MAX_LENGTH) String> description,
        Change<@NotNull @Min(0) @Max(Price.MAX) Long> value,
        Change<@NotNull @Min(0) @Max(Stock.LIMIT) Long> stock) {

    ChangeProduct command(long id, ExpectedVersion expected) {
        return new ChangeProduct(
                id,
                expected,
                name.map(ProductName::new),
                description.map(Description::new),
                value.map(Price::new),
                stock.map(Stock::counted));
    }
}
