package org.chasqui.orders.queries.view;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import java.io.Serializable;
import org.hibernate.annotations.Immutable;
import org.hibernate.annotations.Subselect;
import org.hibernate.annotations.Synchronize;

/**
 * That an order has a product, in one of its lines or in the only one. Each half has an index in the order of the pages, and PostgreSQL merges
 * the two: a page reads no more of either than it shows.
 */
@Entity
@Immutable
@IdClass(OrderOfProduct.Key.class)
@Subselect("""
        SELECT product_id AS product, id AS "order" FROM order_view
        UNION ALL
        SELECT product_id, order_id FROM order_product
        """)
@Synchronize({"order_view", "order_product"})
@SuppressWarnings({"UnusedVariable", "NullAway.Init"}) // only queries name the fields
class OrderOfProduct {

    @Id
    private long product;

    @Id
    private long order;

    record Key(long product, long order) implements Serializable {}
}
