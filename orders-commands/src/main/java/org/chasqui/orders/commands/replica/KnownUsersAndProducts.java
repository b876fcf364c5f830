package org.chasqui.orders.commands.replica;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.chasqui.http.versions.VersionWaits;
import org.chasqui.messaging.Replica;
import org.chasqui.orders.commands.domain.MarketRefused;
import org.chasqui.orders.commands.domain.Money;
import org.chasqui.orders.commands.domain.NotSold;
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
            SELECT EXISTS (SELECT FROM known_user WHERE id = :user) AS user_known, value, on_sale IS FALSE AS withdrawn, markets
            FROM (VALUES (CAST(:product AS bigint))) AS wanted (id) LEFT JOIN known_product USING (id)
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
     * @param onSale null for a product of which it was never said, which is on sale
     * @param markets the only ones where it is sold; null for everywhere
     */
    public record ProductEvent(
            long id,
            long value,
            @Nullable Boolean onSale,
            @Nullable List<String> markets) {}

    /** The part of a market's event that an order needs. */
    public record MarketEvent(long id, String country, String city, boolean active) {}

    private record KnownMarket(Place place, boolean active) {

        static KnownMarket of(ResultSet row) throws SQLException {
            return new KnownMarket(
                    new Place(row.getString("country"), row.getString("city")), row.getBoolean("active"));
        }
    }

    private record Offer(
            boolean userKnown,
            @Nullable Long value,
            boolean withdrawn,
            @Nullable List<Place> markets) {

        static Offer of(ResultSet row, int number) throws SQLException {
            return new Offer(
                    row.getBoolean("user_known"),
                    row.getObject("value", Long.class),
                    row.getBoolean("withdrawn"),
                    places(row.getArray("markets")));
        }

        private static @Nullable List<Place> places(@Nullable Array names) throws SQLException {
            return names == null
                    ? null
                    : Stream.of((String[]) names.getArray()).map(Place::of).toList();
        }

        boolean isSoldIn(@Nullable Place market) {
            return markets == null || (market != null && market.isIn(markets));
        }
    }

    KnownUsersAndProducts(NamedParameterJdbcTemplate jdbc, VersionWaits waits) {
        this.jdbc = jdbc;
        users = new Replica<>(jdbc, "known_user", ids -> waits.changed("user", ids));
        products = new Replica<>(
                jdbc, "known_product", ids -> waits.changed("product", ids), "value", "on_sale", "markets");
        markets = new Replica<>(jdbc, "known_market", ids -> waits.changed("market", ids), "country", "city", "active");
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
     * @param market where it is to be sold; null for an order of no market
     * @throws UnknownUserOrProduct if one of the two is not known here, or neither
     * @throws NotSold if the product is withdrawn, or not sold in the market
     */
    public Money requireValue(long user, long product, @Nullable Place market) {
        var offer = jdbc.query(FIND_OFFER, Map.of("user", user, "product", product), Offer::of)
                .getFirst();
        if (!offer.userKnown()) {
            throw offer.value() == null ? UnknownUserOrProduct.both(user, product) : UnknownUserOrProduct.user(user);
        }
        if (offer.value() == null) {
            throw UnknownUserOrProduct.product(product);
        }
        if (offer.withdrawn()) {
            throw NotSold.withdrawn(product);
        }
        if (!offer.isSoldIn(market)) {
            throw NotSold.in(market, product);
        }
        return new Money(offer.value());
    }
}
