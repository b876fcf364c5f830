package org.chasqui.orders.commands.replica;

import static java.util.Objects.requireNonNull;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.chasqui.http.versions.VersionWaits;
import org.chasqui.messaging.Replica;
import org.chasqui.orders.commands.domain.MarketRefused;
import org.chasqui.orders.commands.domain.Money;
import org.chasqui.orders.commands.domain.NotSold;
import org.chasqui.orders.commands.domain.OrderLine;
import org.chasqui.orders.commands.domain.UnknownUserOrProduct;
import org.chasqui.orders.commands.domain.WantedLine;
import org.chasqui.platform.Place;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.stereotype.Component;

/** Copies of what other services own, as far as an order needs it: who can order, what, at which value, and where. */
@Component
@NullMarked
public class Replicas {

    /** Arguments: user, products. Returns a row for each product, in their order. One statement, since every order begins with it. */
    private static final String FIND_OFFERS = """
            SELECT EXISTS (SELECT FROM known_user WHERE id = :user) AS user_known, value, on_sale IS FALSE AS withdrawn, markets
            FROM unnest(:products) WITH ORDINALITY AS wanted (id, place) LEFT JOIN known_product USING (id) ORDER BY place
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
            @Nullable List<String> markets) {

        static Offer of(ResultSet row, int number) throws SQLException {
            var markets = row.getArray("markets");
            return new Offer(
                    row.getBoolean("user_known"),
                    row.getObject("value", Long.class),
                    row.getBoolean("withdrawn"),
                    markets == null ? null : List.of((String[]) markets.getArray()));
        }

        boolean isSoldWhere(Predicate<String> isTheMarket) {
            return markets == null || markets.stream().anyMatch(isTheMarket);
        }

        OrderLine priced(WantedLine line) {
            return OrderLine.of(line.product(), line.quantity(), new Money(requireNonNull(value)));
        }
    }

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
     * The lines at the present values of their products, for the user.
     *
     * @param market where they are to be sold; null for an order of no market
     * @throws UnknownUserOrProduct if the user or a product is not known here
     * @throws NotSold if products are withdrawn, or not sold in the market
     */
    public List<OrderLine> priced(long user, List<WantedLine> lines, @Nullable Place market) {
        var products = lines.stream().map(WantedLine::product).toArray(Long[]::new);
        var offers = jdbc.query(FIND_OFFERS, Map.of("user", user, "products", products), Offer::of);
        requireKnown(user, lines, offers);
        requireSold(lines, offers, market);
        var priced = new ArrayList<OrderLine>();
        for (var at = 0; at < lines.size(); at++) {
            priced.add(offers.get(at).priced(lines.get(at)));
        }
        return priced;
    }

    private static void requireSold(List<WantedLine> lines, List<Offer> offers, @Nullable Place market) {
        var isTheMarket = is(market);
        var withdrawn = new ArrayList<WantedLine>();
        var elsewhere = new ArrayList<WantedLine>();
        for (var at = 0; at < lines.size(); at++) {
            if (offers.get(at).withdrawn()) {
                withdrawn.add(lines.get(at));
            } else if (!offers.get(at).isSoldWhere(isTheMarket)) {
                elsewhere.add(lines.get(at));
            }
        }
        if (!withdrawn.isEmpty() || !elsewhere.isEmpty()) {
            throw NotSold.of(withdrawn, elsewhere, market);
        }
    }

    /** Whether a name is one of the market. Why it remembers: the products of an order are often sold in the same many markets. */
    private static Predicate<String> is(@Nullable Place market) {
        if (market == null) {
            return name -> false;
        }
        var key = market.key();
        var known = new HashMap<String, Boolean>();
        return name -> known.computeIfAbsent(name, it -> Place.keyOf(it).equals(key));
    }

    private static void requireKnown(long user, List<WantedLine> lines, List<Offer> offers) {
        var unknown = new LinkedHashMap<String, Long>();
        for (var at = 0; at < lines.size(); at++) {
            if (offers.get(at).value() == null) {
                unknown.put(lines.get(at).field(), lines.get(at).product());
            }
        }
        var userKnown = offers.getFirst().userKnown();
        if (!userKnown || !unknown.isEmpty()) {
            throw UnknownUserOrProduct.of(userKnown ? null : user, unknown);
        }
    }
}
