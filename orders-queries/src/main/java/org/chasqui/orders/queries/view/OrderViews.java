package org.chasqui.orders.queries.view;

import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.chasqui.platform.Place;
import org.hibernate.Session;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** The replica, for look-ups. */
@Repository
@Transactional(readOnly = true)
public class OrderViews {

    /**
     * Why for this transaction only: a list is read by another index for a state that most orders are in than for a rare one, while the
     * statements that write orders would be planned anew for each of them.
     */
    private static final String PLAN_EACH_LIST = "SELECT set_config('plan_cache_mode', 'force_custom_plan', true)";

    /**
     * Parameters: the beginnings of a country's markets, and of what follows them. Returns each spelling of a market once, with one look into the
     * index for each.
     */
    static final String SPELLINGS = """
            WITH RECURSIVE spelling (market) AS (
                (SELECT market FROM order_view
                  WHERE market COLLATE "C" >= :first AND market COLLATE "C" < :end ORDER BY market COLLATE "C" LIMIT 1)
                UNION ALL
                SELECT (SELECT market FROM order_view
                         WHERE market COLLATE "C" > spelling.market AND market COLLATE "C" < :end ORDER BY market COLLATE "C" LIMIT 1)
                  FROM spelling WHERE spelling.market IS NOT NULL)
            SELECT market FROM spelling WHERE market IS NOT NULL
            """;

    private final EntityManager entityManager;

    /**
     * The orders that a list shows; null where it makes no difference.
     *
     * @param owner the only user of whose orders the reader may know
     * @param market that they name, in whatever spelling
     * @param placedFrom the first moment of their placing
     * @param placedBefore the first moment after it
     */
    public record OrderFilter(
            Optional<Long> owner,
            @Nullable Long user,
            @Nullable Long product,
            @Nullable String state,
            @Nullable Place market,
            @Nullable Instant placedFrom,
            @Nullable Instant placedBefore) {

        /** Whether the list is in the order of placing. */
        boolean isByTime() {
            return placedFrom != null || placedBefore != null;
        }
    }

    OrderViews(EntityManager entityManager) {
        this.entityManager = entityManager;
    }

    @Transactional(propagation = Propagation.SUPPORTS, readOnly = true) // why: it reads by one statement
    public Optional<OrderView> findById(long id) {
        return Optional.ofNullable(entityManager.find(OrderView.class, id));
    }

    /**
     * The orders that follow one and pass the filter, as many as there are up to the limit: in the order of their placing if the filter says when
     * they were placed, else of their ids.
     *
     * @param after id of an order; 0 for the beginning
     */
    public List<OrderView> findPage(OrderFilter filter, long after, int limit) {
        var markets = filter.market() == null ? List.<String>of() : spellings(filter.market());
        if (filter.market() != null && markets.isEmpty()) {
            return List.of();
        }
        var page = OrderPage.of(filter, markets, after, filter.isByTime() ? placedAt(filter, after) : null);
        entityManager.createNativeQuery(PLAN_EACH_LIST).getSingleResult();
        var query =
                entityManager.unwrap(Session.class).createNativeQuery(page.sql(), OrderView.class, OrderPage.ORDERS);
        page.parameters().forEach(query::setParameter);
        return query.setParameter("limit", limit).getResultList();
    }

    /** In which orders name the market: mostly one. */
    private List<String> spellings(Place market) {
        var country = market.country();
        return entityManager
                .unwrap(Session.class)
                .createNativeQuery(SPELLINGS, String.class)
                .setParameter("first", country + "/")
                .setParameter("end", country + (char) ('/' + 1))
                .getResultStream()
                .filter(spelling -> Place.keyOf(spelling).equals(market.key()))
                .toList();
    }

    /** When the order was placed, or else that with the next lower id; null if there is none. */
    private @Nullable Instant placedAt(OrderFilter filter, long id) {
        var owner = filter.owner().map(user -> " AND userId = " + user).orElse("");
        return entityManager
                .createQuery("FROM OrderView WHERE id <= :id" + owner + " ORDER BY id DESC", OrderView.class)
                .setParameter("id", id)
                .setMaxResults(1)
                .getResultStream()
                .findFirst()
                .map(OrderView::placedAt)
                .orElse(null);
    }
}
