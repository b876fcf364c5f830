package org.chasqui.products.commands.domain;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Version;
import org.chasqui.platform.Place;
import org.jspecify.annotations.Nullable;

/** A place where the shop sells, or has sold: it is open for sale or closed. */
@Entity
public class Market {

    @Id
    private long id;

    @Version
    private long version;

    private String country;
    private String city;

    /** Null until the market is first opened or closed, in the transaction that makes it. */
    private @Nullable Boolean active;

    @SuppressWarnings("NullAway.Init") // Hibernate fills the fields
    protected Market() {}

    /** Opens or closes the market; returns whether that changed anything. */
    public boolean open(boolean wanted) {
        var changed = active == null || active != wanted;
        active = wanted;
        return changed;
    }

    public long id() {
        return id;
    }

    /** 0 until its first opening or closing is written. */
    public long version() {
        return version;
    }

    /** As the place was first written. */
    public Place place() {
        return new Place(country, city);
    }

    /** Whether orders may name it. */
    public boolean isActive() {
        return active != null && active;
    }
}
