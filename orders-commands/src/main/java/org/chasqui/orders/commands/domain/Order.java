package org.chasqui.orders.commands.domain;

import jakarta.persistence.Column;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.EnumeratedValue;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.chasqui.orders.commands.domain.Money.OrderTotalTooLarge;
import org.chasqui.platform.Place;
import org.chasqui.platform.Refusal;
import org.chasqui.platform.SafeInteger;
import org.jspecify.annotations.Nullable;

/**
 * A request for units of some products, a line for each, at the values of the moment.
 *
 * <p>Another service decides whether it gets them: all or none. An order is decided once, and only from processing: it completes or fails. A cancel is a
 * request, and after it only the release of the stock ends the order, so that no unit is given back twice or not at all:
 *
 * <pre>
 * processing ──reserved──▶ completed ──cancel, released──▶ cancelled
 *     ├───────refused────▶ failed
 *     └───cancel, released──────────────────────────────▶ cancelled
 * </pre>
 *
 * A decision that arrives again, late or out of turn changes nothing.
 */
@Entity
@Table(name = "orders") // why not "order": a word of SQL
public class Order {

    public static final int MAX_LINES = 100;

    @Id
    private @Nullable Long id;

    // why 1: versions and events count from 1, and Hibernate goes on from the one that NewOrders inserts
    @Version
    private long version = 1;

    private long userId;

    @Embedded
    private StoredLines lines;

    @Enumerated(EnumType.STRING)
    private State state;

    private @Nullable String reason;

    /** As text, and as it was known when the order was placed. */
    @Column(updatable = false)
    private @Nullable String market;

    private boolean cancelRequested;
    private int reminders;
    private Instant placedAt;
    private Instant updatedAt;

    @SuppressWarnings("NullAway.Init") // Hibernate fills the fields
    protected Order() {}

    private Order(long userId, List<OrderLine> lines, @Nullable Place market, Instant placedAt) {
        this.userId = userId;
        this.lines = StoredLines.of(lines);
        this.market = market == null ? null : market.toString();
        this.state = State.PROCESSING;
        this.placedAt = placedAt;
        this.updatedAt = placedAt;
    }

    /**
     * Orders the lines at the values that they name, which stay the order's own.
     *
     * @param lines 1 to {@value #MAX_LINES}, each of another product
     * @param market where it is to be sold; null for an order of no market
     * @throws OrderTotalTooLarge if the total would pass {@link SafeInteger#MAX}
     */
    public static Order place(long user, List<OrderLine> lines, @Nullable Place market, Instant at) {
        var products = lines.stream().map(OrderLine::product).distinct().count();
        if (lines.isEmpty() || lines.size() > MAX_LINES || products < lines.size()) {
            throw new IllegalArgumentException("An order cannot have the lines " + lines);
        }
        totalOf(lines); // refuses what is too large
        return new Order(user, lines, market, stored(at));
    }

    private static Money totalOf(List<OrderLine> lines) {
        return lines.stream().map(OrderLine::total).reduce(Money.NONE, Money::plus);
    }

    /** Applies the decision about its stock; returns whether that changed anything. */
    public boolean apply(StockDecision decision, Instant at) {
        if (!matters(decision.outcome())) {
            return false;
        }
        state = switch (decision.outcome()) {
            case RESERVED -> State.COMPLETED;
            case REFUSED -> State.FAILED;
            case RELEASED -> State.CANCELLED;
        };
        reason = decision.reason();
        updatedAt = stored(at);
        return true;
    }

    private boolean matters(StockDecision.Outcome outcome) {
        return switch (outcome) {
            // why not once a cancel was requested: the release of the stock will follow, and that ends the order
            case RESERVED, REFUSED -> state == State.PROCESSING && !cancelRequested;
            case RELEASED -> state == State.PROCESSING || state == State.COMPLETED;
        };
    }

    /**
     * Asks for the stock back; {@link #apply} says later that it is back. Returns whether the request is new.
     *
     * @throws OrderAlreadyFailed if there is nothing to give back
     */
    public boolean requestCancel(Instant at) {
        if (state == State.FAILED) {
            throw new OrderAlreadyFailed(id());
        }
        if (cancelRequested || state == State.CANCELLED) {
            return false;
        }
        cancelRequested = true;
        updatedAt = stored(at);
        return true;
    }

    /** Makes a version that says nothing new, for a service that should have decided about the order and has not. */
    public void remind() {
        reminders++;
    }

    /** Why: a time must be the same in the event of today and in that of tomorrow, which has been through the database. */
    private static Instant stored(Instant at) {
        return at.truncatedTo(ChronoUnit.MICROS);
    }

    /** @throws NullPointerException before the order was inserted: the database gives the id */
    public long id() {
        return Objects.requireNonNull(id, "An order has an id once it is inserted");
    }

    void identify(long given) {
        id = given;
    }

    StoredLines stored() {
        return lines;
    }

    public long version() {
        return version;
    }

    public long user() {
        return userId;
    }

    /** In the order in which they were asked for. */
    public List<OrderLine> lines() {
        return lines.all();
    }

    public Money total() {
        return totalOf(lines());
    }

    public State state() {
        return state;
    }

    /** Why the order failed; empty in every other state. */
    public Optional<String> reason() {
        return Optional.ofNullable(reason);
    }

    /** The market that it names; empty for an order of no market. */
    public Optional<String> market() {
        return Optional.ofNullable(market);
    }

    public boolean isCancelRequested() {
        return cancelRequested;
    }

    /** How often it was told of again while it waited. */
    public int reminders() {
        return reminders;
    }

    public Instant placedAt() {
        return placedAt;
    }

    /** When the state or the wish for it last changed. */
    public Instant updatedAt() {
        return updatedAt;
    }

    public enum State {
        PROCESSING("processing"),
        COMPLETED("completed"),
        FAILED("failed"),
        CANCELLED("cancelled");

        @EnumeratedValue
        private final String label;

        State(String label) {
            this.label = label;
        }

        /** The state as rows, events and answers spell it. */
        public String label() {
            return label;
        }
    }

    /** An order that failed holds nothing that a cancel could give back. */
    public static final class OrderAlreadyFailed extends Refusal {

        private static final long serialVersionUID = 1L;

        OrderAlreadyFailed(long id) {
            super(
                    "order-already-failed",
                    Kind.CONFLICT,
                    "The order %d has failed, so it cannot be cancelled.".formatted(id));
        }
    }
}
