package org.chasqui.orders.commands.application;

import java.time.Clock;
import java.util.Optional;
import org.chasqui.http.versions.ExpectedVersion;
import org.chasqui.http.versions.ExpectedVersion.VersionMovedOn;
import org.chasqui.messaging.EventLog;
import org.chasqui.orders.commands.domain.Order;
import org.chasqui.orders.commands.domain.Order.OrderAlreadyFailed;
import org.chasqui.orders.commands.domain.OrderEvent;
import org.chasqui.orders.commands.domain.Orders;
import org.chasqui.platform.NotFound;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

@Service
public class CancelOrderHandler {

    /** Gives an order's stock back, and ends the order. */
    public record CancelOrder(long id, ExpectedVersion expected) {}

    private final Orders orders;
    private final EventLog eventLog;
    private final Clock clock;

    CancelOrderHandler(Orders orders, EventLog eventLog, Clock clock) {
        this.orders = orders;
        this.eventLog = eventLog;
        this.clock = clock;
    }

    /** The user whose order it is, for ever; empty if there is no such order. */
    @Transactional(readOnly = true)
    public Optional<Long> ownerOf(long order) {
        return orders.findUserById(order);
    }

    /**
     * Asks products-commands to give the stock back; asking again changes nothing.
     *
     * @throws NotFound if there is no such order
     * @throws VersionMovedOn if the command is meant for another version of the order; nothing was changed
     * @throws OrderAlreadyFailed if the order holds no stock to give back
     */
    @Transactional
    public Order handle(CancelOrder command) {
        var order = orders.findForUpdateById(command.id()).orElseThrow(() -> new NotFound("order", command.id()));
        command.expected().check(order.version());
        if (order.requestCancel(clock.instant())) {
            orders.saveAndFlush(order);
            orders.restartWait(order.id());
            eventLog.append(OrderEvent.cancelRequested(order));
        }
        return order;
    }
}
