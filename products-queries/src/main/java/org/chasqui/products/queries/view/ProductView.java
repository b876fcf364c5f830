package org.chasqui.products.queries.view;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
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

    /** Whether units are left to order. */
    public boolean isAvailable() {
        return stock > 0;
    }
}
