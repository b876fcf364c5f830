package org.chasqui.orders.commands.domain;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.chasqui.platform.Refusal;

/** An order names a user or a product, or both, that have not arrived in this service, or not yet. */
public final class UnknownUserOrProduct extends Refusal {

    private static final long serialVersionUID = 1L;

    private final List<String> fields;

    private UnknownUserOrProduct(String slug, String detail, String... fields) {
        super(slug, Kind.IMPOSSIBLE, detail);
        this.fields = List.of(fields);
    }

    public static UnknownUserOrProduct user(long id) {
        return new UnknownUserOrProduct("unknown-user", "There is no user %d.".formatted(id), "user");
    }

    public static UnknownUserOrProduct product(long id) {
        return new UnknownUserOrProduct("unknown-product", "There is no product %d.".formatted(id), "product");
    }

    /** Has the type of an unknown user: a problem has one type, and the fields say the rest. */
    public static UnknownUserOrProduct both(long user, long product) {
        var detail = "There is no user %d and no product %d.".formatted(user, product);
        return new UnknownUserOrProduct("unknown-user", detail, "user", "product");
    }

    @Override
    public Map<String, String> errors() {
        return fields.stream().collect(Collectors.toMap(Function.identity(), field -> "is not known"));
    }
}
