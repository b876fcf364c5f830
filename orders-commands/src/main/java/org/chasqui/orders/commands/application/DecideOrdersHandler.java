package org.chasqui.orders.commands.application;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.chasqui.messaging.Event;
import org.chasqui.messaging.EventLog;
import org.chasqui.messaging.Message;
import org.chasqui.orders.commands.domain.Order;
import org.chasqui.orders.commands.domain.OrderEvent;
import org.chasqui.orders.commands.domain.Orders;
import org.chasqui.orders.commands.domain.StockDecision;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** The orders' half of the saga: applies the decisions about stock, a batch of orders at a time. */
@Service
public class DecideOrdersHandler {

    /**
     * Applies the decision about an order's stock to the order.
     *
     * @param cause the message with the decision, whose trace goes on in the events that follow
     */
    public record DecideOrder(long id, StockDecision decision, Message<?> cause) {}

    private final Orders orders;
    private final EventLog eventLog;
    private final Clock clock;

    DecideOrdersHandler(Orders orders, EventLog eventLog, Clock clock) {
        this.orders = orders;
        this.eventLog = eventLog;
        this.clock = clock;
    }

    /**
     * Applies to each order the decision about it, and publishes those that change.
     *
     * @param commands at most one for each order
     */
    @Transactional
    public void handle(List<DecideOrder> commands) {
        var locked = lock(commands);
        var decided =
                commands.stream().flatMap(command -> decide(command, locked)).toList();
        orders.flush();
        eventLog.append(decided.stream().map(Decided::event).toList());
    }

    private Map<Long, Order> lock(List<DecideOrder> commands) {
        var ids = commands.stream().map(DecideOrder::id).toArray(Long[]::new);
        return orders.findAllForUpdate(ids).stream().collect(Collectors.toMap(Order::id, Function.identity()));
    }

    /** Why an order may be missing: after a restore of an older state of its database there is nothing left to decide. */
    private Stream<Decided> decide(DecideOrder command, Map<Long, Order> locked) {
        return Stream.ofNullable(locked.get(command.id()))
                .filter(order -> order.apply(command.decision(), clock.instant()))
                .map(order -> new Decided(order, command.cause()));
    }

    private record Decided(Order order, Message<?> cause) {

        Event event() {
            return OrderEvent.decided(order).causedBy(cause);
        }
    }
}
