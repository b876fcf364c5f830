package org.chasqui.orders.commands.application;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.trace.Span;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.chasqui.messaging.Event;
import org.chasqui.messaging.EventLog;
import org.chasqui.messaging.EventLog.EventTooLarge;
import org.chasqui.orders.commands.application.Batches.Request;
import org.chasqui.orders.commands.domain.NewOrders;
import org.chasqui.orders.commands.domain.Order;
import org.chasqui.orders.commands.domain.OrderEvent;
import org.chasqui.orders.commands.domain.WantedLine;
import org.chasqui.orders.commands.replica.Offers;
import org.chasqui.orders.commands.replica.Replicas;
import org.chasqui.platform.Author;
import org.chasqui.platform.Place;
import org.chasqui.platform.Trace;
import org.chasqui.platform.tracing.Spans;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Places orders: those of simultaneous requests in one transaction, see {@code docs/adr/0032-simultaneous-orders-share-a-transaction.md}. An order
 * of a request with an {@code Idempotency-Key} is placed in the transaction that keeps its answer.
 */
@Service
public class PlaceOrderHandler {

    /** Why two: while the database writes one, the next one is read. */
    private static final int TRANSACTIONS = 2;

    private static final int MOST_ORDERS = 50;

    /**
     * Orders some units of products for a user.
     *
     * @param lines at least one, each of another product
     * @param market where they are to be sold; null for an order of no market
     */
    public record PlaceOrder(
            long user, List<WantedLine> lines, @Nullable Place market) {}

    private final Batches<Wish, Order> batches;
    private final Replicas known;
    private final NewOrders orders;
    private final EventLog eventLog;
    private final TransactionOperations transactions;
    private final Clock clock;

    PlaceOrderHandler(
            Replicas known,
            NewOrders orders,
            EventLog eventLog,
            TransactionOperations transactions,
            Clock clock,
            MeterRegistry registry,
            @Value("${spring.datasource.hikari.connection-timeout}") Duration patience) {
        this.known = known;
        this.orders = orders;
        this.eventLog = eventLog;
        this.transactions = transactions;
        this.clock = clock;
        batches = new Batches<>(TRANSACTIONS, MOST_ORDERS, patience, this::place);
        Gauge.builder("chasqui.orders.waiting", batches, Batches::waiting)
                .description("New orders that wait for a transaction")
                .register(registry);
    }

    /** A command, its request's span or trace, and who gave it. */
    private record Wish(PlaceOrder command, Optional<String> traceparent, Optional<Author> author) {

        Result result(Offers offers, Instant at) {
            try {
                var lines = offers.priced(command.user(), command.lines(), command.market());
                var market = command.market() == null ? null : offers.requireOpen(command.market());
                return new Result(this, Order.place(command.user(), lines, market, at), null);
            } catch (RuntimeException failure) {
                return new Result(this, null, failure);
            }
        }
    }

    /** What became of a wish: an order, or a refusal or another failure of this wish alone. */
    private record Result(
            Wish wish, @Nullable Order order, @Nullable RuntimeException failure) {

        Order get() {
            if (failure != null) {
                throw failure;
            }
            return requireNonNull(order);
        }

        Stream<Order> orders() {
            return Stream.ofNullable(order);
        }

        Stream<Event> events() {
            return orders().map(placed -> OrderEvent.placed(placed).causedBy(wish.traceparent, wish.author));
        }
    }

    /**
     * Places the order, or refuses it; the event is kept only if the order is.
     *
     * @throws org.chasqui.orders.commands.domain.UnknownUserOrProduct if one of them is not known here
     * @throws org.chasqui.orders.commands.domain.NotSold if products are withdrawn, or not sold in the market
     * @throws org.chasqui.orders.commands.domain.MarketRefused if the market is not known here, or closed
     * @throws org.chasqui.orders.commands.domain.Money.OrderTotalTooLarge if the total would be too large to be exact
     * @throws org.springframework.transaction.CannotCreateTransactionException if other orders take too long
     */
    public Order handle(PlaceOrder command) {
        var wish = new Wish(command, Spans.traceparent(Span.current()).or(Trace::current), Author.current());
        return TransactionSynchronizationManager.isActualTransactionActive()
                ? write(List.of(wish)).getFirst().get()
                : batches.carryOut(wish);
    }

    /**
     * Why one by one after these failures: one of the orders has caused it, and all of them are rolled back. After another failure they may be
     * written, or the next attempt would fail, too.
     */
    private void place(List<Request<Wish, Order>> batch) {
        try {
            var wishes = batch.stream().map(Request::wanted).toList();
            var results = requireNonNull(transactions.execute(transaction -> write(wishes)));
            for (var at = 0; at < batch.size(); at++) {
                batch.get(at).answer(results.get(at)::get);
            }
        } catch (DataIntegrityViolationException | EventTooLarge e) {
            if (batch.size() == 1) {
                batch.getFirst().answer(() -> {
                    throw e;
                });
            } else {
                batch.forEach(request -> place(List.of(request)));
            }
        }
    }

    private List<Result> write(List<Wish> wishes) {
        var commands = wishes.stream().map(Wish::command).toList();
        var offers = known.offers(
                commands.stream().map(PlaceOrder::user),
                commands.stream().flatMap(command -> command.lines().stream()).map(WantedLine::product),
                commands.stream().flatMap(command -> Stream.ofNullable(command.market())));
        var now = clock.instant();
        var results = wishes.stream().map(wish -> wish.result(offers, now)).toList();
        orders.insert(results.stream().flatMap(Result::orders).toList());
        eventLog.append(results.stream().flatMap(Result::events).toList());
        return results;
    }
}
