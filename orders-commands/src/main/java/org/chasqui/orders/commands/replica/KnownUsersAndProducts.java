package org.chasqui.orders.commands.replica;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import org.chasqui.http.versions.VersionWaits;
import org.chasqui.messaging.Replica;
import org.chasqui.orders.commands.domain.MarketRefused;
import org.chasqui.orders.commands.domain.Money;
import org.chasqui.orders.commands.domain.UnknownUserOrProduct;
import org.chasqui.platform.Place;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.stereotype.Component;

/** Copies of what other services own, as far as an order needs it: who can order, what, at which value, and where. */
@Component
@NullMarked
public class KnownUsersAndProducts {

    /** Arguments: user, product. Returns one row, whatever is known. One statement, since every order begins with it. */
    private static final String FIND_OFFER = """
            SELECT EXISTS (SELECT FROM known_user WHERE id = :user) AS user_known,
                   (SELECT value FROM known_product WHERE id = :product) AS value
            """;

    private static final String FIND_MARKET = "SELECT country, city, active FROM known_market WHERE id = :id";

    private final NamedParameterJdbcTemplate jdbc;
    private final Replica<UserEvent> users;
    private final Replica<ProductEvent> products;
    private final Replica<MarketEvent> markets;

    /** The part of a user's event that an order needs: that there is one. */
    public record UserEvent(long id) {}

    /**
     * The part of a product's event that an order needs.
     *
     * @param value of one unit, in minor units
     */
    public record ProductEvent(long id, long value) {}

    /** The part of a market's event that an order needs. */
    public record MarketEvent(long id, String country, String city, boolean active) {}

    private record KnownMarket(Place place, boolean active) {

        static KnownMarket of(ResultSet row) throws SQLException {
            return new KnownMarket(
                    new Place(row.getString("country"), row.getString("city")), row.getBoolean("active"));
        }
    }

    private record Offer(boolean userKnown, @Nullable Long value) {

        static Offer of(ResultSet row, int number) throws SQLException {
            return new Offer(row.getBoolean("user_known"), row.getObject("value", Long.class));
        }
    }

    KnownUsersAndProducts(NamedParameterJdbcTemplate jdbc, VersionWaits waits) {
        this.jdbc = jdbc;
        users = new Replica<>(jdbc, "known_user", ids -> waits.changed("user", ids));
        products = new Replica<>(jdbc, "known_product", ids -> waits.changed("product", ids), "value");
        markets = new Replica<>(jdbc, "known_market", ids -> {}, "country", "city", "active");
    }

    /** The rows of users, which their events fill. */
    public Replica<UserEvent> users() {
        return users;
    }

    /** The rows of products, which their events fill. */
    public Replica<ProductEvent> products() {
        return products;
    }

    /** The rows of markets, which their events fill. */
    public Replica<MarketEvent> markets() {
        return markets;
    }

    /**
     * The market at the place, as it was first written.
     *
     * @throws MarketRefused if it is not known here, or closed
     */
    public Place requireOpen(Place place) {
        var market = jdbc.query(FIND_MARKET, Map.of("id", place.id()), (row, number) -> KnownMarket.of(row)).stream()
                .findFirst()
                .orElseThrow(() -> MarketRefused.unknown(place));
        if (!market.active()) {
            throw MarketRefused.closed(market.place());
        }
        return market.place();
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
