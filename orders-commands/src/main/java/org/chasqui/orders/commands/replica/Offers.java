package org.chasqui.orders.commands.replica;

import org.chasqui.orders.commands.domain.Money;
import org.chasqui.orders.commands.domain.UnknownUserOrProduct;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What can be ordered, by whom, and at what value. */
@Component
public class Offers {

    /** Arguments: user, product. Returns one row, whatever is known. One statement, since every order begins with it. */
    private static final String FIND = """
            SELECT EXISTS (SELECT FROM known_user WHERE id = :user) AS user_known,
                   (SELECT value FROM known_product WHERE id = :product) AS value
            """;

    private final JdbcClient jdbc;

    Offers(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * The present value of a unit of the product, for the user.
     *
     * @throws UnknownUserOrProduct if one of the two is not known here, or neither
     */
    public Money requireValue(long user, long product) {
        var offer = jdbc.sql(FIND)
                .param("user", user)
                .param("product", product)
                .query(Offer.class)
                .single();
        if (!offer.userKnown()) {
            throw offer.value() == null ? UnknownUserOrProduct.both(user, product) : UnknownUserOrProduct.user(user);
        }
        if (offer.value() == null) {
            throw UnknownUserOrProduct.product(product);
        }
        return new Money(offer.value());
    }

    private record Offer(boolean userKnown, @Nullable Long value) {}
}
