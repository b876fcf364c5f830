package org.chasqui.products.commands;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.chasqui.messaging.Message;
import org.chasqui.products.commands.application.SettleOrdersHandler.SettleOrder;
import org.chasqui.products.commands.domain.OrderDemand;
import org.chasqui.products.commands.domain.OrderDemand.Claim;
import org.chasqui.products.commands.domain.OrderLine;
import org.chasqui.products.commands.domain.Product;
import org.chasqui.products.commands.domain.Refused;

/** Orders to test with: {@code cancelled(order(17).of(2, camera))}. */
public record SampleOrders(long order) {

    public static SampleOrders order(long id) {
        return new SampleOrders(id);
    }

    public OrderDemand of(long quantity, Product product) {
        return of(quantity, product.id());
    }

    public OrderDemand of(long quantity, long product) {
        return of(line(quantity, product));
    }

    public OrderDemand of(OrderLine... lines) {
        return OrderDemand.of(order, List.of(lines), Claim.UNDECIDED);
    }

    public static OrderLine line(long quantity, Product product) {
        return line(quantity, product.id());
    }

    public static OrderLine line(long quantity, long product) {
        return new OrderLine(product, quantity);
    }

    public static OrderDemand cancelled(OrderDemand demand) {
        return OrderDemand.of(demand.order(), demand.lines(), Claim.GIVEN_UP);
    }

    /** What the event of an order asks for. */
    public static SettleOrder command(OrderDemand demand) {
        return new SettleOrder(
                demand,
                new Message<>(
                        new UUID(0, demand.order()),
                        "order.placed.v1",
                        demand.order(),
                        1,
                        Instant.EPOCH,
                        Optional.of(traceparentOf(demand.order())),
                        Optional.empty(),
                        demand));
    }

    public static String traceparentOf(long order) {
        return "00-%032x-00f067aa0ba902b7-01".formatted(order);
    }

    public static OrderDemand promised(OrderDemand demand) {
        return OrderDemand.of(demand.order(), demand.lines(), Claim.PROMISED);
    }

    public static OrderDemand refused(OrderDemand demand) {
        return OrderDemand.refused(demand.order(), demand.lines(), new Refused("insufficient-stock"));
    }
}
