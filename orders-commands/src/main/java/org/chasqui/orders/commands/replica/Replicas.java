package org.chasqui.orders.commands.replica;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.chasqui.http.versions.VersionWaits;
import org.chasqui.messaging.Replica;
import org.chasqui.platform.Place;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.stereotype.Component;

/** Copies of what other services own, as far as an order needs it: who can order, what, at which value, and where. */
@Component
@NullMarked
public class Replicas {

    /** Arguments: ids of users and of products. A row of a user has no value. One statement, since every order begins with it. */
    private static final String FIND_OFFERS = """
            SELECT id, NULL AS value, NULL AS withdrawn, NULL AS markets FROM known_user WHERE id = ANY(:users)
            UNION ALL
            SELECT id, value, on_sale IS FALSE, markets FROM known_product WHERE id = ANY(:products)
            """;

    private static final String FIND_MARKETS =
            "SELECT id, country, city, active FROM known_market WHERE id = ANY(:markets)";

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

    Replicas(NamedParameterJdbcTemplate jdbc, VersionWaits waits) {
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
     * What these orders can have at present.
     *
     * @param places those that they name, also none
     */
    public Offers offers(Stream<Long> users, Stream<Long> products, Stream<Place> places) {
        var offers = new Offers();
        jdbc.query(
                FIND_OFFERS,
                Map.of(
                        "users", users.distinct().toArray(Long[]::new),
                        "products", products.distinct().toArray(Long[]::new)),
                offers::add);
        var named = places.map(Place::id).distinct().toArray(Long[]::new);
        if (named.length > 0) {
            jdbc.query(FIND_MARKETS, Map.of("markets", named), offers::addMarket);
        }
        return offers;
    }
}
