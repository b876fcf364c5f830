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
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** The orders' half of the saga: takes in what was decided about stock, a batch of orders at a time. */
@Service
public class DecideOrdersHandler {

    private final Orders orders;
    private final EventLog eventLog;
    private final Clock clock;

    DecideOrdersHandler(Orders orders, EventLog eventLog, Clock clock) {
        this.orders = orders;
        this.eventLog = eventLog;
        this.clock = clock;
    }

    /**
     * Lets each order heed the decision about it, and publishes those that change.
     *
     * @param commands at most one for each order
     */
    @Transactional
    public void handle(List<DecideOrder> commands) {
        var held = hold(commands);
        var decided =
                commands.stream().flatMap(command -> decide(command, held)).toList();
        orders.flush();
        eventLog.append(decided.stream().map(Decided::event).toList());
    }

    private Map<Long, Order> hold(List<DecideOrder> commands) {
        var ids = commands.stream().map(DecideOrder::id).toArray(Long[]::new);
        return orders.findAllForUpdate(ids).stream().collect(Collectors.toMap(Order::id, Function.identity()));
    }

    /** Why an order may be missing: its database was set back to an older state, and there is nothing left to decide. */
    private Stream<Decided> decide(DecideOrder command, Map<Long, Order> held) {
        return Stream.ofNullable(held.get(command.id()))
                .filter(order -> order.heed(command.decision(), clock.instant()))
                .map(order -> new Decided(order, command.cause()));
    }

    private record Decided(Order order, Message<?> cause) {

        Event event() {
            return OrderEvent.decided(order).causedBy(cause);
        }
    }
}
