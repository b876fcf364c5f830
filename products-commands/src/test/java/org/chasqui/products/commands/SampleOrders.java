package org.chasqui.products.commands;

import org.chasqui.products.commands.domain.OrderDemand;
import org.chasqui.products.commands.domain.OrderDemand.Claim;
import org.chasqui.products.commands.domain.Product;
import org.chasqui.products.commands.domain.Reservation.Reason;

/** Orders to test with: {@code cancelled(order(17).of(2, camera))}. */
public record SampleOrders(long order) {

    public static SampleOrders order(long id) {
        return new SampleOrders(id);
    }

    public OrderDemand of(long quantity, Product product) {
        return of(quantity, product.id());
    }

    public OrderDemand of(long quantity, long product) {
        return OrderDemand.of(order, product, quantity, Claim.UNDECIDED);
    }

    public static OrderDemand cancelled(OrderDemand demand) {
        return OrderDemand.of(demand.order(), demand.product(), demand.quantity(), Claim.GIVEN_UP);
    }

    public static OrderDemand promised(OrderDemand demand) {
        return OrderDemand.of(demand.order(), demand.product(), demand.quantity(), Claim.PROMISED);
    }

    public static OrderDemand refused(OrderDemand demand) {
        return OrderDemand.refused(demand.order(), demand.product(), demand.quantity(), Reason.INSUFFICIENT_STOCK);
    }
}
