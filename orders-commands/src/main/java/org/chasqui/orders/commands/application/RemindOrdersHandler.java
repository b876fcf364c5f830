package org.chasqui.orders.commands.application;

import java.time.Duration;
import java.util.List;
import org.chasqui.messaging.EventLog;
import org.chasqui.orders.commands.domain.Order;
import org.chasqui.orders.commands.domain.OrderEvent;
import org.chasqui.orders.commands.domain.Orders;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

@Service
public class RemindOrdersHandler {

    /**
     * Publishes orders again that are still undecided.
     *
     * @param overdueAfter least time that they have waited
     * @param limit most orders to publish
     */
    public record RemindOrders(Duration overdueAfter, int limit) {}

    private final Orders orders;
    private final EventLog eventLog;

    RemindOrdersHandler(Orders orders, EventLog eventLog) {
        this.orders = orders;
        this.eventLog = eventLog;
    }

    /**
     * Publishes overdue orders as they are, under a new version, and lets them wait anew. Several instances may do so at once: each takes
     * orders that no other has taken.
     *
     * @return ids of the orders, those that waited longest first
     */
    @Transactional
    public List<Long> handle(RemindOrders command) {
        var overdue = orders.findOverdueForUpdate(command.overdueAfter().toMillis() / 1000.0, command.limit());
        overdue.forEach(Order::remind);
        orders.flush();
        var ids = overdue.stream().map(Order::id).toList();
        orders.restartWait(ids.toArray(Long[]::new));
        eventLog.append(overdue.stream().map(OrderEvent::reminded).toList());
        return ids;
    }
}
