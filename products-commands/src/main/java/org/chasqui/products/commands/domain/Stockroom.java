package org.chasqui.products.commands.domain;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The products that a batch of orders draws on, together with what was decided about those orders before.
 *
 * <p>Acts on what an order wants now, not on what happened to it, so demands may repeat, arrive late or skip states.
 * Decides in memory: the caller holds the locks of the products and keeps the results.
 */
public final class Stockroom {

    private final Map<Long, Product> products = new TreeMap<>();
    private final Map<Long, Stock> stockAtOpening = new HashMap<>();
    private final Map<Long, Reservation> reservations = new HashMap<>();

    public Stockroom(Collection<Product> products, Collection<Reservation> reservations) {
        for (var product : products) {
            this.products.put(product.id(), product);
            stockAtOpening.put(product.id(), product.stock());
        }
        for (var reservation : reservations) {
            this.reservations.put(reservation.order(), reservation);
        }
    }

    /** Gives the order what it wants, as far as possible; empty if that was done before. */
    public Optional<Reservation> settle(OrderDemand demand) {
        var reservation = reservations.get(demand.order());
        if (reservation == null) {
            var decision = decide(demand);
            reservations.put(demand.order(), decision);
            return Optional.of(decision);
        }
        if (!demand.cancelled() || reservation.isReleased()) {
            return Optional.empty();
        }
        release(reservation);
        return Optional.of(reservation);
    }

    /** The products whose stock is another than at the beginning, in ascending order of id. */
    public List<Product> changedProducts() {
        return products.values().stream()
                .filter(product -> !product.stock().equals(stockAtOpening.get(product.id())))
                .toList();
    }

    private Reservation decide(OrderDemand demand) {
        if (demand.cancelled()) {
            return Reservation.forgone(demand);
        }
        var product = products.get(demand.product());
        if (product == null) {
            return Reservation.refused(demand, Reservation.Reason.UNKNOWN_PRODUCT);
        }
        return product.reserve(demand.quantity())
                ? Reservation.made(demand)
                : Reservation.refused(demand, Reservation.Reason.INSUFFICIENT_STOCK);
    }

    private void release(Reservation reservation) {
        if (reservation.holdsStock()) {
            var product = Objects.requireNonNull(products.get(reservation.product()), "stock of an unknown product");
            product.release(reservation.quantity());
        }
        reservation.release();
    }
}
