package org.chasqui.products.commands.domain;

import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.EnumeratedValue;
import jakarta.persistence.Id;
import jakarta.persistence.Version;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The one decision about an order's stock. Its key is the order, so no order can be decided twice.
 *
 * <p>A release is final. Before that a reservation may only change to the decision that the order itself reports: after a restore from a
 * backup the order remembers decisions that this service has lost.
 */
@Entity
public class Reservation {

    @Id
    private long orderId;

    @Version
    private long version = 1;

    @Embedded
    private StoredLines lines;

    @Enumerated(EnumType.STRING)
    private State state;

    private @Nullable String reason;

    /** The number of times that it was published again unchanged. */
    @SuppressWarnings("UnusedVariable") // its change makes the version
    private int repeats;

    @SuppressWarnings("NullAway.Init") // Hibernate fills the fields
    protected Reservation() {}

    private Reservation(OrderDemand demand, State state, @Nullable Refused refused) {
        orderId = demand.order();
        lines = StoredLines.of(demand.lines());
        this.state = state;
        reason = refused == null ? null : refused.why();
    }

    /** The order has its units. */
    static Reservation made(OrderDemand demand) {
        return new Reservation(demand, State.RESERVED, null);
    }

    /** The order gets nothing. */
    static Reservation refused(OrderDemand demand, Refused refused) {
        return new Reservation(demand, State.REFUSED, refused);
    }

    /** The order was cancelled before it got anything. The row stays, so that an older state of the order that arrives late gets nothing. */
    static Reservation forgone(OrderDemand demand) {
        return new Reservation(demand, State.RELEASED, null);
    }

    void release() {
        state = State.RELEASED;
    }

    /** The order was promised its units after all. */
    void make() {
        state = State.RESERVED;
        reason = null;
    }

    /** The order was refused its units after all. */
    void refuse(Refused because) {
        state = State.REFUSED;
        reason = because.why();
    }

    /** Makes a version that says nothing new, for an order that may have missed it. */
    void repeat() {
        repeats++;
    }

    boolean holdsStock() {
        return state == State.RESERVED;
    }

    boolean isFor(OrderDemand demand) {
        return lines().equals(demand.lines());
    }

    public long order() {
        return orderId;
    }

    public long version() {
        return version;
    }

    public List<OrderLine> lines() {
        return lines.all();
    }

    public State state() {
        return state;
    }

    /** Why the order got nothing; empty unless it was refused. */
    public Optional<Refused> reason() {
        return Optional.ofNullable(reason).map(Refused::new);
    }

    public enum State {
        RESERVED("reserved"),
        REFUSED("refused"),
        RELEASED("released");

        @EnumeratedValue
        private final String label;

        State(String label) {
            this.label = label;
        }

        /** The state as rows and events spell it. */
        public String label() {
            return label;
        }
    }

    public enum Reason {
        INSUFFICIENT_STOCK("insufficient-stock"),
        UNKNOWN_PRODUCT("unknown-product"),
        UNKNOWN_MARKET("unknown-market"),
        MARKET_CLOSED("market-closed"),
        NOT_ON_SALE("not-on-sale"),
        NOT_SOLD_IN_MARKET("not-sold-in-market");

        private final String label;

        Reason(String label) {
            this.label = label;
        }

        /** @throws IllegalArgumentException if no reason is spelled so */
        public static Reason of(String label) {
            return Stream.of(values())
                    .filter(reason -> reason.label.equals(label))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("An order cannot be refused for " + label));
        }

        /** Whether it is about a line; the others are about the order's market. */
        boolean isOfALine() {
            return this != UNKNOWN_MARKET && this != MARKET_CLOSED;
        }

        /** The reason as rows and events spell it. */
        public String label() {
            return label;
        }
    }
}
