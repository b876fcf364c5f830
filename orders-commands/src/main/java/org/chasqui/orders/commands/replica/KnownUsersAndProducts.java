package org.chasqui.orders.commands.replica;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import org.chasqui.http.versions.VersionWaits;
import org.chasqui.messaging.Replica;
import org.chasqui.orders.commands.domain.Money;
import org.chasqui.orders.commands.domain.UnknownUserOrProduct;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.stereotype.Component;

/** Copies of what other services own, as far as an order needs it: who can order, what, and at which value. */
@Component
@NullMarked
public class KnownUsersAndProducts {

    /** Arguments: user, product. Returns one row, whatever is known. One statement, since every order begins with it. */
    private static final String FIND_OFFER = """
            SELECT EXISTS (SELECT FROM known_user WHERE id = :user) AS user_known,
                   (SELECT value FROM known_product WHERE id = :product) AS value
            """;

    private final NamedParameterJdbcTemplate jdbc;
    private final Replica<UserEvent> users;
    private final Replica<ProductEvent> products;

    /** The part of a user's event that an order needs: that there is one. */
    public record UserEvent(long id) {}

    /**
     * The part of a product's event that an order needs.
     *
     * @param value of one unit, in minor units
     */
    public record ProductEvent(long id, long value) {}

    private record Offer(boolean userKnown, @Nullable Long value) {

        static Offer of(ResultSet row, int number) throws SQLException {
            return new Offer(row.getBoolean("user_known"), row.getObject("value", Long.class));
        }
    }

    KnownUsersAndProducts(NamedParameterJdbcTemplate jdbc, VersionWaits waits) {
        this.jdbc = jdbc;
        users = new Replica<>(jdbc, "known_user", ids -> waits.changed("user", ids));
        products = new Replica<>(jdbc, "known_product", ids -> waits.changed("product", ids), "value");
    }

    /** The rows of users, which their events fill. */
    public Replica<UserEvent> users() {
        return users;
    }

    /** The rows of products, which their events fill. */
    public Replica<ProductEvent> products() {
        return products;
    }

    /**
     * The present value of a unit of the product, for the user.
     *
     * @throws UnknownUserOrProduct if one of the two is not known here, or neither
     */
    public Money requireValue(long user, long product) {
        var offer = jdbc.query(FIND_OFFER, Map.of("user", user, "product", product), Offer::of)
                .getFirst();
        if (!offer.userKnown()) {
            throw offer.value() == null ? UnknownUserOrProduct.both(user, product) : UnknownUserOrProduct.user(user);
        }
        if (offer.value() == null) {
            throw UnknownUserOrProduct.product(product);
        }
        return new Money(offer.value());
    }
}
