package org.chasqui.products.queries.view;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.util.List;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;

/** A product in its newest known version. */
@Entity
@Immutable
public class ProductView {

    @Id
    private long id;

    private long version;
    private String name;
    private @Nullable String description;
    private long value;
    private long stock;
    private @Nullable Boolean onSale;
    private String @Nullable [] markets;
    private String nameKey;

    @SuppressWarnings("NullAway.Init") // Hibernate fills the fields
    protected ProductView() {}

    public long id() {
        return id;
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

    public long stock() {
        return stock;
    }

    /** The name, for comparison. */
    String nameKey() {
        return nameKey;
    }

    /** Whether it can be ordered where it is sold; not if it was withdrawn. */
    public boolean isOnSale() {
        return isOnSale(onSale);
    }

    /** The names of the only markets where it is sold; null for everywhere. */
    public @Nullable List<String> markets() {
        return markets == null ? null : List.of(markets);
    }

    public boolean isAvailable() {
        return isAvailable(stock, onSale, markets());
    }

    /**
     * Whether units are left to order, and can be ordered somewhere.
     *
     * @param onSale null for a product of which it was never said
     * @param markets the only ones where it is sold; null for everywhere
     */
    public static boolean isAvailable(long stock, @Nullable Boolean onSale, @Nullable List<String> markets) {
        return stock > 0 && isOnSale(onSale) && (markets == null || !markets.isEmpty());
    }

    private static boolean isOnSale(@Nullable Boolean said) {
        return said == null || said;
    }
}
