package org.chasqui.orders.queries.view;

import jakarta.persistence.EntityManager;
import jakarta.persistence.criteria.CriteriaBuilder;
import jakarta.persistence.criteria.Predicate;
import jakarta.persistence.criteria.Root;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** The replica, for look-ups. */
@Repository
@Transactional(readOnly = true)
public class OrderViews {

    private final EntityManager entityManager;

    /**
     * The orders that a list shows; null where it makes no difference.
     *
     * @param owner the only user of whose orders the reader may know
     */
    public record OrderFilter(
            Optional<Long> owner,
            @Nullable Long user,
            @Nullable Long product,
            @Nullable String state) {}

    OrderViews(EntityManager entityManager) {
        this.entityManager = entityManager;
    }

    public Optional<OrderView> findById(long id) {
        return Optional.ofNullable(entityManager.find(OrderView.class, id));
    }

    /**
     * The orders that follow an id and pass the filter, in id order, as many as there are up to the limit.
     *
     * <p>Why a statement of its own for each combination of filters: one that fits all ("user is null or …") gets one plan for all of
     * them, and that plan uses no filter's index.
     */
    public List<OrderView> findPage(OrderFilter filter, long after, int limit) {
        var builder = entityManager.getCriteriaBuilder();
        var query = builder.createQuery(OrderView.class);
        var order = query.from(OrderView.class);
        var conditions = conditions(filter, builder, order);
        var id = order.<Long>get("id");
        if (filter.product() != null) {
            var product = query.from(OrderOfProduct.class);
            id = product.get("order");
            conditions.add(builder.equal(product.get("product"), filter.product()));
            conditions.add(builder.equal(order.get("id"), id));
            // why: an order of one line that a rebuild has put in the place of another may keep the entries of that
            var onlyProduct = order.<Long>get("productId");
            conditions.add(builder.or(builder.isNull(onlyProduct), builder.equal(onlyProduct, filter.product())));
        }
        conditions.add(builder.gt(id, after));
        query.select(order).where(conditions).orderBy(builder.asc(id));
        return entityManager.createQuery(query).setMaxResults(limit).getResultList();
    }

    private static List<Predicate> conditions(OrderFilter filter, CriteriaBuilder builder, Root<OrderView> order) {
        var conditions = new ArrayList<Predicate>();
        filter.owner().ifPresent(owner -> conditions.add(builder.equal(order.get("userId"), owner)));
        if (filter.user() != null) {
            conditions.add(builder.equal(order.get("userId"), filter.user()));
        }
        if (filter.state() != null) {
            conditions.add(builder.equal(order.get("state"), filter.state()));
        }
        return conditions;
    }
}
