package org.chasqui.products.queries.view;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import org.hibernate.annotations.Immutable;

/** A market in its newest known version. */
@Entity
@Immutable
public class MarketView {

    @Id
    private long id;

    private long version;
    private String country;
    private String city;
    private boolean active;

    @SuppressWarnings("NullAway.Init") // Hibernate fills the fields
    protected MarketView() {}

    public long id() {
        return id;
    }

    public long version() {
        return version;
    }

    public String country() {
        return country;
    }

    /** As it was first written. */
    public String city() {
        return city;
    }

    /** Whether it is open for sale. */
    public boolean isActive() {
        return active;
    }
}
