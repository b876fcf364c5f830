package org.chasqui.orders.commands.messages;

import java.util.List;
import org.chasqui.messaging.Message;
import org.chasqui.orders.commands.application.DecideOrder;
import org.chasqui.orders.commands.application.DecideOrdersHandler;
import org.springframework.stereotype.Component;

/** Hears of reservations and has their orders decided. */
@Component
class ReservationListener {

    private final DecideOrdersHandler decideOrders;

    ReservationListener(DecideOrdersHandler decideOrders) {
        this.decideOrders = decideOrders;
    }

    void reservationsChanged(List<Message<ReservationEvent>> messages) {
        decideOrders.handle(Message.newestOfEach(messages).stream()
                .map(ReservationListener::decideOrder)
                .toList());
    }

    private static DecideOrder decideOrder(Message<ReservationEvent> message) {
        return new DecideOrder(message.data().order(), message.data().decision(), message);
    }
}
