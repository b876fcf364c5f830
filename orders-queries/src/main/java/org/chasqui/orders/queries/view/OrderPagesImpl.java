package org.chasqui.orders.queries.view;

import jakarta.persistence.EntityManager;
import jakarta.persistence.criteria.CriteriaBuilder;
import jakarta.persistence.criteria.Predicate;
import jakarta.persistence.criteria.Root;
import java.util.ArrayList;
import java.util.List;

/**
 * Why the statement is put together for each request: one that fits all filters ("user is null or …") gets one plan for all of them, and
 * that plan uses no filter's index.
 */
class OrderPagesImpl implements OrderPages {

    private final EntityManager entityManager;

    OrderPagesImpl(EntityManager entityManager) {
        this.entityManager = entityManager;
    }

    @Override
    public List<OrderView> findPage(OrderFilter filter, long after, int limit) {
        var builder = entityManager.getCriteriaBuilder();
        var query = builder.createQuery(OrderView.class);
        var order = query.from(OrderView.class);
        query.where(conditions(filter, after, builder, order)).orderBy(builder.asc(order.get("id")));
        return entityManager.createQuery(query).setMaxResults(limit).getResultList();
    }

    private static List<Predicate> conditions(
            OrderFilter filter, long after, CriteriaBuilder builder, Root<OrderView> order) {
        var conditions = new ArrayList<Predicate>();
        conditions.add(builder.gt(order.get("id"), after));
        if (filter.user() != null) {
            conditions.add(builder.equal(order.get("userId"), filter.user()));
        }
        if (filter.product() != null) {
            conditions.add(builder.equal(order.get("productId"), filter.product()));
        }
        if (filter.state() != null) {
            conditions.add(builder.equal(order.get("state"), filter.state()));
        }
        return conditions;
    }
}
