package org.chasqui.orders.queries.view;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.time.Instant;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;

/** An order in its newest known version, with the present names of its user and its product, if they are known. */
@Entity
@Immutable
public class OrderView {

    @Id
    private long id;

    private long version;
    private long userId;
    private @Nullable String username;
    private long usernameRevision;
    private long productId;
    private @Nullable String productName;
    private long productNameRevision;
    private long value;
    private int quantity;
    private long total;
    private String state;
    private @Nullable String reason;
    private @Nullable String market;
    private Instant placedAt;
    private Instant updatedAt;

    @SuppressWarnings("NullAway.Init") // Hibernate fills the fields
    protected OrderView() {}

    public long id() {
        return id;
    }

    public long version() {
        return version;
    }

    public long user() {
        return userId;
    }

    public @Nullable String username() {
        return username;
    }

    /** Greater with each new username. */
    public long usernameRevision() {
        return usernameRevision;
    }

    public long product() {
        return productId;
    }

    public @Nullable String productName() {
        return productName;
    }

    /** Greater with each new name of the product. */
    public long productNameRevision() {
        return productNameRevision;
    }

    public long value() {
        return value;
    }

    public int quantity() {
        return quantity;
    }

    public long total() {
        return total;
    }

    public String state() {
        return state;
    }

    public @Nullable String reason() {
        return reason;
    }

    /** Where it is sold; null for an order of no market. */
    public @Nullable String market() {
        return market;
    }

    public Instant placedAt() {
        return placedAt;
    }

    public Instant updatedAt() {
        return updatedAt;
    }
}
