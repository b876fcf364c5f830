package org.chasqui.products.commands;

import org.chasqui.products.commands.domain.OrderDemand;
import org.chasqui.products.commands.domain.Product;

/** Orders to test with: {@code cancelled(order(17).of(2, camera))}. */
public record SampleOrders(long order) {

    public static SampleOrders order(long id) {
        return new SampleOrders(id);
    }

    public OrderDemand of(long quantity, Product product) {
        return of(quantity, product.id());
    }

    public OrderDemand of(long quantity, long product) {
        return new OrderDemand(order, product, quantity, false);
    }

    public static OrderDemand cancelled(OrderDemand demand) {
        return new OrderDemand(demand.order(), demand.product(), demand.quantity(), true);
    }
}
