package org.chasqui.orders.queries.view;

import static java.util.Objects.requireNonNull;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.time.Instant;
import java.util.List;
import org.hibernate.annotations.Formula;
import org.hibernate.annotations.Immutable;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/** An order in its newest known version, with the present names of its user and its products, if they are known. */
@Entity
@Immutable
public class OrderView {

    @Id
    private long id;

    private long version;
    private long userId;
    private @Nullable String username;
    private long usernameRevision;

    // of an order of one line
    private @Nullable Long productId;
    private @Nullable String productName;
    private long productNameRevision;
    private @Nullable Long value;
    private @Nullable Integer quantity;

    // of several
    @Formula("named_lines(lines)")
    @JdbcTypeCode(SqlTypes.JSON)
    private @Nullable List<Line> lines;

    private long total;
    private String state;
    private @Nullable String reason;
    private @Nullable String market;
    private Instant placedAt;
    private Instant updatedAt;

    /**
     * Units of one product in an order.
     *
     * @param name of the product; null until it is known
     * @param revision greater with each new name of the product
     * @param value of one unit at the time of the order
     */
    public record Line(long product, @Nullable String name, long revision, long value, int quantity) {

        public long total() {
            return value * quantity;
        }
    }

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

    public List<Line> lines() {
        return lines != null
                ? lines
                : List.of(new Line(
                        requireNonNull(productId),
                        productName,
                        productNameRevision,
                        requireNonNull(value),
                        requireNonNull(quantity)));
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
