package org.chasqui.orders.commands.domain;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.chasqui.platform.Refusal;
import org.jspecify.annotations.Nullable;

/** An order names a user or products, or both, that have not arrived in this service, or not yet. */
public final class UnknownUserOrProduct extends Refusal {

    private static final long serialVersionUID = 1L;

    private final List<String> fields;

    private UnknownUserOrProduct(String slug, String detail, Collection<String> fields) {
        super(slug, Kind.IMPOSSIBLE, detail);
        this.fields = List.copyOf(fields);
    }

    /**
     * Has the type of an unknown user if there is one: a problem has one type, and the fields say the rest.
     *
     * @param user null if it is known
     * @param products those that are not known, by the fields that name them
     */
    public static UnknownUserOrProduct of(@Nullable Long user, Map<String, Long> products) {
        var unknown = new ArrayList<String>();
        var fields = new ArrayList<String>();
        if (user != null) {
            unknown.add("no user " + user);
            fields.add("user");
        }
        products.values().forEach(product -> unknown.add("no product " + product));
        fields.addAll(products.keySet());
        var slug = user == null ? "unknown-product" : "unknown-user";
        return new UnknownUserOrProduct(slug, "There is %s.".formatted(String.join(" and ", unknown)), fields);
    }

    @Override
    public Map<String, String> errors() {
        return fields.stream().collect(Collectors.toMap(Function.identity(), field -> "is not known"));
    }
}
