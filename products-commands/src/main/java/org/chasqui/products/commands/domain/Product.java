package org.chasqui.products.commands.domain;

import jakarta.persistence.Column;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Transient;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.chasqui.platform.Place;
import org.chasqui.products.commands.domain.Stock.InsufficientStock;
import org.chasqui.products.commands.domain.Stock.StockLimitExceeded;
import org.jspecify.annotations.Nullable;

/** A thing that can be ordered, with the one count of its units. */
@Entity
public class Product {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private @Nullable Long id;

    @Version
    private long version = 1;

    private String name;
    private @Nullable String description;
    private long value;

    /** Null if it was never withdrawn, which is as if it were true. */
    private @Nullable Boolean onSale;

    /** The names of the only ones where it is sold; null for everywhere. */
    private String @Nullable [] markets;

    /** Their keys, made once for all orders of a batch. */
    @Transient
    private @Nullable Set<String> marketKeys;

    @Embedded
    private Stock stock;

    /** The beginning of the account of the stock: with adjustments and reservations it explains every unit. */
    @Column(updatable = false)
    private long initialStock;

    public Product(Details details, Stock stock) {
        take(details);
        this.stock = stock;
        initialStock = stock.units();
    }

    @SuppressWarnings("NullAway.Init") // Hibernate fills the fields
    protected Product() {}

    /** Takes over the details; returns whether that changed anything. */
    public boolean change(Details details) {
        if (details.equals(details())) {
            return false;
        }
        take(details);
        return true;
    }

    private void take(Details details) {
        name = details.name().value();
        description =
                details.description() == null ? null : details.description().value();
        value = details.value().minorUnits();
        if (onSale != null || !details.sale().on()) {
            onSale = details.sale().on();
        }
        markets = details.sale().markets() == null ? null : names(details.sale().markets());
        marketKeys = null;
    }

    private static String[] names(List<Place> places) {
        return places.stream().map(Place::toString).toArray(String[]::new);
    }

    public Details details() {
        return new Details(
                new ProductName(name),
                description == null ? null : new Description(description),
                new Price(value),
                sale());
    }

    private Sale sale() {
        return new Sale(
                isOnSale(),
                markets == null ? null : Stream.of(markets).map(Place::of).toList());
    }

    /**
     * Why an order gets nothing, however much there is.
     *
     * @param market that the order names; null for an order of no market, which a limited product is not sold to
     */
    Optional<Reservation.Reason> obstacle(@Nullable Place market) {
        if (!isOnSale()) {
            return Optional.of(Reservation.Reason.NOT_ON_SALE);
        }
        return markets == null || (market != null && keysOf(markets).contains(market.key()))
                ? Optional.empty()
                : Optional.of(Reservation.Reason.NOT_SOLD_IN_MARKET);
    }

    private Set<String> keysOf(String[] names) {
        if (marketKeys == null) {
            marketKeys = Stream.of(names).map(Place::keyOf).collect(Collectors.toSet());
        }
        return marketKeys;
    }

    /**
     * Sets the stock to what was counted.
     *
     * @return by how much the count differs, to be kept beside the product; empty if it does not
     */
    public Optional<StockAdjustment> recount(Stock counted, Instant at) {
        var delta = counted.units() - stock.units();
        stock = counted;
        return delta == 0 ? Optional.empty() : Optional.of(new StockAdjustment(id(), delta, null, at));
    }

    /**
     * Adds to the stock, or takes from it.
     *
     * @param delta units, not 0
     * @return the adjustment, to be kept beside the product
     * @throws InsufficientStock if less than nothing would be left
     * @throws StockLimitExceeded if the stock would grow beyond {@link Stock#LIMIT}
     */
    public StockAdjustment adjustStock(long delta, @Nullable String reason, Instant at) {
        stock = stock.adjustedBy(delta);
        return new StockAdjustment(id(), delta, reason, at);
    }

    /** Takes the quantity out of the stock, even if it is not there: it may be promised. */
    void book(long quantity) {
        stock = stock.minus(quantity);
    }

    /** Puts reserved units back. */
    void release(long quantity) {
        stock = stock.plus(quantity);
    }

    /** @throws NullPointerException before the product is saved, which is when it gets its id */
    public long id() {
        return Objects.requireNonNull(id, "not saved yet");
    }

    public long version() {
        return version;
    }

    public String name() {
        return name;
    }

    public @Nullable String description() {
        return description;
    }

    /** The price of one unit, in minor units. */
    public long value() {
        return value;
    }

    public Stock stock() {
        return stock;
    }

    /** Whether units are left to order, and can be ordered somewhere. */
    public boolean isAvailable() {
        return stock.isAvailable() && isOnSale() && (markets == null || markets.length > 0);
    }

    /** Whether it can be ordered where it is sold; not if it was withdrawn. */
    public boolean isOnSale() {
        return onSale == null || onSale;
    }

    /** As {@link #isOnSale}; null if it was never withdrawn. */
    @Nullable
    Boolean onSale() {
        return onSale;
    }

    /** The names of the only markets where it is sold; null for everywhere. */
    public @Nullable List<String> markets() {
        return markets == null ? null : List.of(markets);
    }
}
