package org.chasqui.orders.commands.messages;

import java.util.List;
import java.util.Objects;
import org.chasqui.messaging.Message;
import org.chasqui.orders.commands.application.DecideOrdersHandler;
import org.chasqui.orders.commands.application.DecideOrdersHandler.DecideOrder;
import org.chasqui.orders.commands.domain.StockDecision;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Passes the decisions in reservations on to their orders. */
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

    /**
     * The part of a reservation that its order needs.
     *
     * @param order id of the order that the reservation is for
     * @param reason why it was refused
     */
    record ReservationEvent(
            long order, String state, @Nullable String reason) {

        StockDecision decision() {
            return switch (state) {
                case "reserved" -> StockDecision.reserved();
                case "refused" -> StockDecision.refused(Objects.requireNonNull(reason, "A refusal says why"));
                case "released" -> StockDecision.released();
                default -> throw new IllegalArgumentException("A reservation cannot be " + state);
            };
        }
    }
}
