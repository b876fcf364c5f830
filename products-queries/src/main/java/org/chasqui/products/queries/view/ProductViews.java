package org.chasqui.products.queries.view;

import jakarta.persistence.EntityManager;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.chasqui.platform.Place;
import org.chasqui.products.queries.view.ProductOrder.Position;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** The replica, for look-ups. */
@Repository
@Transactional(propagation = Propagation.SUPPORTS, readOnly = true) // why: each reads by one statement
public class ProductViews {

    private final EntityManager entityManager;

    /**
     * The products that a list shows; null where it makes no difference.
     *
     * @param name words, for each of which the product's name has one that begins with it
     * @param available whether units are left to order, and can be ordered somewhere
     * @param market where they are sold
     */
    public record ProductFilter(
            @Nullable String name,
            @Nullable Long minValue,
            @Nullable Long maxValue,
            @Nullable Boolean available,
            @Nullable Place market) {}

    ProductViews(EntityManager entityManager) {
        this.entityManager = entityManager;
    }

    public Optional<ProductView> findById(long id) {
        return Optional.ofNullable(entityManager.find(ProductView.class, id));
    }

    /**
     * The products that follow a position and pass the filter, as many as there are up to the limit.
     *
     * @param after null for the beginning
     */
    @SuppressWarnings("unchecked") // the rows are of the class that the query names
    public List<ProductView> findPage(ProductFilter filter, ProductOrder order, @Nullable Position after, int limit) {
        var page = Page.of(filter, order, after);
        var query = entityManager.createNativeQuery(page.sql(), ProductView.class);
        page.parameters().forEach(query::setParameter);
        return query.setParameter("limit", limit).getResultList();
    }

    /**
     * The statement for a page, and its parameters but for the {@code limit}.
     *
     * <p>Why one of its own for each combination of filters: one that fits all gets one plan for all of them, and that plan uses no filter's
     * index.
     */
    record Page(String sql, Map<String, Object> parameters) {

        static Page of(ProductFilter filter, ProductOrder order, @Nullable Position after) {
            var conditions = new ArrayList<String>();
            var parameters = new LinkedHashMap<String, Object>();
            if (filter.name() != null) {
                conditions.add("words @@ CAST(:words AS tsquery)");
                parameters.put("words", Words.query(filter.name()));
            }
            if (filter.minValue() != null) {
                conditions.add("value >= :minValue");
                parameters.put("minValue", filter.minValue());
            }
            if (filter.maxValue() != null) {
                conditions.add("value <= :maxValue");
                parameters.put("maxValue", filter.maxValue());
            }
            if (filter.available() != null) {
                conditions.add("available = :available");
                parameters.put("available", filter.available());
            }
            if (filter.market() != null) {
                conditions.add("coalesce(market_keys, '{*}') && ARRAY['*', CAST(:market AS text)]");
                parameters.put("market", filter.market().key());
            }
            if (after != null) {
                conditions.add(order.following());
                if (after.key() != null) {
                    parameters.put("afterKey", after.key());
                }
                parameters.put("afterId", after.id());
            }
            var where = conditions.isEmpty() ? "TRUE" : String.join(" AND ", conditions);
            var sql = "SELECT * FROM product_view WHERE %s ORDER BY %s LIMIT :limit".formatted(where, order.by());
            return new Page(sql, parameters);
        }
    }
}
