package org.chasqui.orders.commands.replica;

import static java.util.Objects.requireNonNull;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.chasqui.orders.commands.domain.MarketRefused;
import org.chasqui.orders.commands.domain.Money;
import org.chasqui.orders.commands.domain.NotSold;
import org.chasqui.orders.commands.domain.OrderLine;
import org.chasqui.orders.commands.domain.UnknownUserOrProduct;
import org.chasqui.orders.commands.domain.WantedLine;
import org.chasqui.platform.Place;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

/** What {@link Replicas} know of the users, products and markets of some orders. */
@NullMarked
public final class Offers {

    private final Set<Long> users = new HashSet<>();
    private final Map<Long, Offer> products = new HashMap<>();
    private final Map<Long, Market> markets = new HashMap<>();

    Offers() {}

    private record Market(String country, String city, boolean active) {

        Place place() {
            return new Place(country, city);
        }
    }

    /** @param markets the only ones where it is sold; null for everywhere */
    private record Offer(
            Money value, boolean withdrawn, @Nullable List<String> markets) {

        boolean isSoldWhere(Predicate<String> isTheMarket) {
            return markets == null || markets.stream().anyMatch(isTheMarket);
        }
    }

    /** A row of a user, which has no value, or of a product. */
    void add(ResultSet row) throws SQLException {
        var value = row.getObject("value", Long.class);
        if (value == null) {
            users.add(row.getLong("id"));
            return;
        }
        var names = row.getArray("markets");
        products.put(
                row.getLong("id"),
                new Offer(
                        new Money(value),
                        row.getBoolean("withdrawn"),
                        names == null ? null : List.of((String[]) names.getArray())));
    }

    void addMarket(ResultSet row) throws SQLException {
        markets.put(
                row.getLong("id"),
                new Market(row.getString("country"), row.getString("city"), row.getBoolean("active")));
    }

    /**
     * The market at the place, as it was first written.
     *
     * @throws MarketRefused if it is not known here, or closed
     */
    public Place requireOpen(Place place) {
        var market = markets.get(place.id());
        if (market == null) {
            throw MarketRefused.unknown(place);
        }
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
        requireKnown(user, lines);
        requireSold(lines, market);
        return lines.stream()
                .map(line -> OrderLine.of(line.product(), line.quantity(), of(line).value()))
                .toList();
    }

    private void requireKnown(long user, List<WantedLine> lines) {
        var unknown = new LinkedHashMap<String, Long>();
        for (var line : lines) {
            if (!products.containsKey(line.product())) {
                unknown.put(line.field(), line.product());
            }
        }
        var userKnown = users.contains(user);
        if (!userKnown || !unknown.isEmpty()) {
            throw UnknownUserOrProduct.of(userKnown ? null : user, unknown);
        }
    }

    private void requireSold(List<WantedLine> lines, @Nullable Place market) {
        var isTheMarket = is(market);
        var withdrawn = new ArrayList<WantedLine>();
        var elsewhere = new ArrayList<WantedLine>();
        for (var line : lines) {
            if (of(line).withdrawn()) {
                withdrawn.add(line);
            } else if (!of(line).isSoldWhere(isTheMarket)) {
                elsewhere.add(line);
            }
        }
        if (!withdrawn.isEmpty() || !elsewhere.isEmpty()) {
            throw NotSold.of(withdrawn, elsewhere, market);
        }
    }

    private Offer of(WantedLine line) {
        return requireNonNull(products.get(line.product()));
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
}
