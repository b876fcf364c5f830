package org.chasqui.orders.queries.view;

import static java.util.Comparator.comparingLong;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;
import jakarta.persistence.Tuple;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDate;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.chasqui.platform.Place;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** The counts of orders, which triggers keep: see {@code V6__order_summary.sql}. Without those that no order is left in. */
@Repository
@Transactional(readOnly = true)
public class OrderSummaries {

    private static final String COUNTS = "processing, completed, failed, cancelled, units, total";

    private static final String NOT_EMPTY = "(processing, completed, failed, cancelled) <> (0, 0, 0, 0)";

    /** Parameters: after, up_to, limit. */
    private static final String NUMBERED = """
            SELECT summary.id, '' AS market, %s AS name, %s
            FROM order_summary AS summary %s
            WHERE kind = '%s' AND summary.id > :after AND summary.id <= :up_to AND %s
            ORDER BY summary.id LIMIT :limit
            """;

    private static final String DAYS = NUMBERED.formatted("NULL", COUNTS, "", "day", NOT_EMPTY);

    private static final String PRODUCTS = NUMBERED.formatted(
            "known.name", COUNTS, "LEFT JOIN known_product AS known USING (id)", "product", NOT_EMPTY);

    private static final String USERS =
            NUMBERED.formatted("known.name", COUNTS, "LEFT JOIN known_user AS known USING (id)", "user", NOT_EMPTY);

    private static final String MARKETS =
            "SELECT id, market, NULL AS name, %s FROM order_summary WHERE kind = 'market' AND %s"
                    .formatted(COUNTS, NOT_EMPTY);

    private static final String IS_COMPLETE =
            "SELECT counted_from = %d FROM order_summary_progress".formatted(Long.MIN_VALUE);

    private final EntityManager entityManager;

    /**
     * Orders that have something in common.
     *
     * @param id of the product or user; of a day, its number after 1970-01-01; of a market 0
     * @param market empty for orders of no market
     * @param name of today of the product or user; null if it is not known
     * @param units of completed orders
     * @param total of completed orders, in minor units; may be more than a long holds
     */
    public record Summary(
            long id,
            String market,
            @Nullable String name,
            long processing,
            long completed,
            long failed,
            long cancelled,
            long units,
            BigInteger total) {

        private static Summary of(Tuple row) {
            return new Summary(
                    row.get("id", Long.class),
                    row.get("market", String.class),
                    row.get("name", String.class),
                    row.get("processing", Long.class),
                    row.get("completed", Long.class),
                    row.get("failed", Long.class),
                    row.get("cancelled", Long.class),
                    row.get("units", Long.class),
                    row.get("total", BigDecimal.class).toBigIntegerExact());
        }

        public LocalDate day() {
            return LocalDate.ofEpochDay(id);
        }

        public long orders() {
            return processing + completed + failed + cancelled;
        }

        private Summary plus(Summary other) {
            return new Summary(
                    id,
                    market,
                    name,
                    processing + other.processing,
                    completed + other.completed,
                    failed + other.failed,
                    cancelled + other.cancelled,
                    units + other.units,
                    total.add(other.total));
        }
    }

    OrderSummaries(EntityManager entityManager) {
        this.entityManager = entityManager;
    }

    /** Whether all orders are counted: those from before there were counts are counted after the update, a part at a time. */
    public boolean areComplete() {
        return entityManager
                .createNativeQuery(IS_COMPLETE, Boolean.class)
                .getResultList()
                .contains(true);
    }

    /**
     * Days in their order, at most so many.
     *
     * @param from the first day, null for any
     * @param to the last day, null for any
     * @param after null, or a day that they follow
     */
    public List<Summary> findDays(
            @Nullable LocalDate from, @Nullable LocalDate to, @Nullable LocalDate after, int limit) {
        var before = Math.max(
                from == null ? Long.MIN_VALUE : from.toEpochDay() - 1,
                after == null ? Long.MIN_VALUE : after.toEpochDay());
        return find(DAYS, before, to == null ? Long.MAX_VALUE : to.toEpochDay(), limit);
    }

    /** The products that follow an id, in id order, at most so many. */
    public List<Summary> findProducts(long after, int limit) {
        return find(PRODUCTS, after, Long.MAX_VALUE, limit);
    }

    /** The users that follow an id, in id order, at most so many. */
    public List<Summary> findUsers(long after, int limit) {
        return find(USERS, after, Long.MAX_VALUE, limit);
    }

    private List<Summary> find(String sql, long after, long upTo, int limit) {
        return rows(entityManager
                        .createNativeQuery(sql, Tuple.class)
                        .setParameter("after", after)
                        .setParameter("up_to", upTo)
                        .setParameter("limit", limit))
                .toList();
    }

    private static Stream<Summary> rows(Query query) {
        return ((List<?>) query.getResultList()).stream().map(row -> Summary.of((Tuple) row));
    }

    /**
     * The markets that follow one, in the order of their keys, at most so many; at the end, the orders of no market. A market is spelt as in most
     * of its orders.
     *
     * <p>Why it reads them all: a row has the orders of one spelling, and the database does not know which spellings name one market.
     *
     * @param after null for the beginning
     */
    public List<Summary> findMarkets(@Nullable Place after, int limit) {
        var markets = rows(entityManager.createNativeQuery(MARKETS, Tuple.class))
                .collect(groupingBy(OrderSummaries::marketKey, TreeMap::new, toList()));
        return markets.tailMap(after == null ? "" : after.key(), false).values().stream()
                .limit(limit)
                .map(spellings -> spellings.stream()
                        .sorted(comparingLong(Summary::orders).reversed().thenComparing(Summary::market))
                        .reduce(Summary::plus)
                        .orElseThrow())
                .toList();
    }

    /** Why: { is the character after z. */
    private static String marketKey(Summary row) {
        return row.market().isEmpty() ? "{" : Place.keyOf(row.market());
    }
}
