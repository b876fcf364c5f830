package org.chasqui.products.commands.domain;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ObjLongConsumer;

/**
 * The products that a batch of orders draws on and the markets that they name, with the earlier decisions about those orders.
 *
 * <p>It acts on the present demand of an order, not on its history, so demands may repeat, arrive late or skip states. It decides in memory:
 * the caller holds the locks of products and markets and writes the results.
 */
public final class Stockroom {

    private final Map<Long, Product> products = new TreeMap<>();
    private final Map<Long, Stock> stockAtOpening = new HashMap<>();
    private final Map<Long, Market> markets = new HashMap<>();
    private final Map<Long, Reservation> reservations = new HashMap<>();

    public Stockroom(Collection<Product> products, Collection<Market> markets, Collection<Reservation> reservations) {
        for (var product : products) {
            this.products.put(product.id(), product);
            stockAtOpening.put(product.id(), product.stock());
        }
        for (var market : markets) {
            this.markets.put(market.id(), market);
        }
        for (var reservation : reservations) {
            this.reservations.put(reservation.order(), reservation);
        }
    }

    /**
     * Brings the order's reservation into the state that the order reports, or decides about it.
     *
     * @return the reservation, if it has to be published: it is new or changed, or the order asks again
     * @throws IllegalStateException if the reservation is for something else; nothing was changed
     */
    public Optional<Reservation> settle(OrderDemand demand) {
        var known = reservations.get(demand.order());
        if (known == null) {
            var reservation = reserveFirst(demand);
            reservations.put(demand.order(), reservation);
            return Optional.of(reservation);
        }
        requireSame(known, demand);
        return meet(demand, known) || repeat(demand, known) ? Optional.of(known) : Optional.empty();
    }

    /** The products with a changed stock, in ascending order of id. */
    public List<Product> changedProducts() {
        return products.values().stream()
                .filter(product -> !product.stock().equals(stockAtOpening.get(product.id())))
                .toList();
    }

    /** The products that are oversold, in ascending order of id. */
    public List<Product> oversoldProducts() {
        return products.values().stream()
                .filter(product -> product.stock().isOversold())
                .toList();
    }

    /** Makes the first reservation of an order. */
    private Reservation reserveFirst(OrderDemand demand) {
        return switch (demand.claim()) {
            case GIVEN_UP -> Reservation.forgone(demand);
            case REFUSED -> Reservation.refused(demand, demand.refusal());
            case PROMISED -> {
                take(demand);
                yield Reservation.made(demand);
            }
            case UNDECIDED -> decide(demand);
        };
    }

    /** All lines or none. */
    private Reservation decide(OrderDemand demand) {
        var reasons = new LinkedHashMap<Long, Reservation.Reason>();
        for (var line : demand.lines()) {
            obstacle(demand, line).ifPresent(reason -> reasons.put(line.product(), reason));
        }
        if (!reasons.isEmpty()) {
            return Reservation.refused(demand, Refused.because(demand, reasons));
        }
        take(demand);
        return Reservation.made(demand);
    }

    /** Why the order does not get this line. */
    private Optional<Reservation.Reason> obstacle(OrderDemand demand, OrderLine line) {
        var product = products.get(line.product());
        if (product == null) {
            return Optional.of(Reservation.Reason.UNKNOWN_PRODUCT);
        }
        return product.obstacle(demand.market())
                .or(() -> obstacle(demand))
                .or(() -> product.stock().covers(line.quantity())
                        ? Optional.empty()
                        : Optional.of(Reservation.Reason.INSUFFICIENT_STOCK));
    }

    /** Why the order gets nothing in its market, whatever it wants. */
    private Optional<Reservation.Reason> obstacle(OrderDemand demand) {
        if (demand.marketId() == null) {
            return Optional.empty();
        }
        var market = markets.get(demand.marketId());
        if (market == null) {
            return Optional.of(Reservation.Reason.UNKNOWN_MARKET);
        }
        return market.isActive() ? Optional.empty() : Optional.of(Reservation.Reason.MARKET_CLOSED);
    }

    /** Why so strict: after a restore an id may be given out twice, and one order would get the units of another. */
    private static void requireSame(Reservation known, OrderDemand demand) {
        if (!known.isFor(demand)) {
            throw new IllegalStateException("Order %d is for %s, and its reservation for %s"
                    .formatted(demand.order(), demand.lines(), known.lines()));
        }
    }

    /** Returns whether the reservation had to change. */
    private boolean meet(OrderDemand demand, Reservation known) {
        var target = demand.target().orElse(known.state());
        if (known.state() == target || known.state() == Reservation.State.RELEASED) {
            return false;
        }
        if (known.holdsStock()) {
            putBack(demand);
        }
        switch (target) {
            case RELEASED -> known.release();
            case REFUSED -> known.refuse(demand.refusal());
            case RESERVED -> {
                take(demand);
                known.make();
            }
        }
        return true;
    }

    private static boolean repeat(OrderDemand demand, Reservation known) {
        if (demand.reminded()) {
            known.repeat();
        }
        return demand.reminded();
    }

    private void take(OrderDemand demand) {
        forEachLine(demand, Product::book);
    }

    private void putBack(OrderDemand demand) {
        forEachLine(demand, Product::release);
    }

    /** Why a product may be missing: it was created and sold after the backup that was restored. */
    private void forEachLine(OrderDemand demand, ObjLongConsumer<Product> change) {
        for (var line : demand.lines()) {
            Optional.ofNullable(products.get(line.product()))
                    .ifPresent(product -> change.accept(product, line.quantity()));
        }
    }
}
