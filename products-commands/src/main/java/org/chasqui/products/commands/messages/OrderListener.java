package org.chasqui.products.commands.messages;

import static org.chasqui.products.commands.domain.OrderDemand.Claim.GIVEN_UP;
import static org.chasqui.products.commands.domain.OrderDemand.Claim.PROMISED;
import static org.chasqui.products.commands.domain.OrderDemand.Claim.UNDECIDED;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.chasqui.messaging.Message;
import org.chasqui.messaging.Subscription;
import org.chasqui.platform.Place;
import org.chasqui.products.commands.application.SettleOrdersHandler;
import org.chasqui.products.commands.application.SettleOrdersHandler.SettleOrder;
import org.chasqui.products.commands.domain.OrderDemand;
import org.chasqui.products.commands.domain.OrderLine;
import org.chasqui.products.commands.domain.Refused;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Passes the demands of orders on to the use case that settles their stock. */
@Configuration(proxyBeanMethods = false)
@NullMarked
class OrderListener {

    /**
     * Events of orders settled in one transaction: it locks their products, and changes by hand wait for them meanwhile. Why so many: it publishes
     * one event for each product, however many orders it settles.
     */
    private static final int BATCH = 100;

    /** Why not only so many orders: an order has up to 100 lines. Orders for the same products are settled together all the same. */
    private static final int PRODUCTS = 200;

    private static final List<String> TYPES = List.of(
            "order.placed.v1",
            "order.completed.v1",
            "order.failed.v1",
            "order.cancel-requested.v1",
            "order.cancelled.v1",
            "order.reminded.v1",
            "order.placed.v2",
            "order.completed.v2",
            "order.failed.v2",
            "order.cancel-requested.v2",
            "order.cancelled.v2",
            "order.reminded.v2");

    private final SettleOrdersHandler settleOrders;

    OrderListener(SettleOrdersHandler settleOrders) {
        this.settleOrders = settleOrders;
    }

    @Bean
    Subscription orders() {
        return Subscription.to("orders")
                .on(TYPES, OrderEvent.class, this::ordersChanged)
                .batchesOf(BATCH)
                .lockingUpTo(PRODUCTS, OrderEvent.class, OrderEvent::locked)
                .build();
    }

    void ordersChanged(List<Message<OrderEvent>> messages) {
        settleOrders.handle(Message.newestOfEach(messages).stream()
                .flatMap(OrderListener::settleOrder)
                .toList());
    }

    private static Stream<SettleOrder> settleOrder(Message<OrderEvent> message) {
        var reminded = message.type().startsWith("order.reminded.");
        return message.data().demand().stream()
                .map(demand -> new SettleOrder(reminded ? demand.again() : demand, message));
    }

    /**
     * The part of an order's event that decides about stock: of one line its product and quantity, or else the lines.
     *
     * @param reason why it failed; null in every other state
     * @param market as text; null for an order of no market
     */
    record OrderEvent(
            long id,
            @Nullable Long product,
            @Nullable Long quantity,
            @Nullable List<OrderLine> lines,
            String state,
            boolean cancelRequested,
            @Nullable String reason,
            @Nullable String market) {

        /** The demand of the order; empty if its state is one of a newer release. */
        Optional<OrderDemand> demand() {
            return switch (state) {
                case "processing" -> Optional.of(demand(cancelRequested ? GIVEN_UP : UNDECIDED));
                case "completed" -> Optional.of(demand(cancelRequested ? GIVEN_UP : PROMISED));
                case "cancelled" -> Optional.of(demand(GIVEN_UP));
                case "failed" -> Optional.of(OrderDemand.refused(id, allLines(), refusal()));
                default -> Optional.empty();
            };
        }

        private OrderDemand demand(OrderDemand.Claim claim) {
            var demand = OrderDemand.of(id, allLines(), claim);
            return market == null ? demand : demand.in(Place.of(market));
        }

        private List<OrderLine> allLines() {
            return lines != null
                    ? lines
                    : List.of(new OrderLine(Objects.requireNonNull(product), Objects.requireNonNull(quantity)));
        }

        /**
         * The products that it locks. Why none of an order that has ended: its stock is settled, unless this service was restored and has forgotten
         * that.
         */
        private List<Long> locked() {
            return state.equals("processing") || (state.equals("completed") && cancelRequested)
                    ? allLines().stream().map(OrderLine::product).toList()
                    : List.of();
        }

        private Refused refusal() {
            return new Refused(Objects.requireNonNull(reason, "A failed order says why"));
        }
    }
}
