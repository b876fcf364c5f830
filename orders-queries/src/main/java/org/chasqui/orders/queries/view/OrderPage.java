package org.chasqui.orders.queries.view;

import static java.util.stream.Collectors.joining;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.chasqui.orders.queries.view.OrderViews.OrderFilter;
import org.jspecify.annotations.Nullable;

/**
 * The statement for a page of orders, and its parameters but for the {@code limit}. It has conditions for the filters that there are.
 *
 * <p>Why not one that fits all ("user is null or …"): it gets one plan for all of them, and that plan uses no filter's index.
 */
record OrderPage(String sql, Map<String, Object> parameters) {

    /** What the statement calls the orders that it returns. */
    static final String ORDERS = "shown";

    private static final List<String> ALL = List.of("order_view WHERE TRUE");

    private static final String OF_ONE_LINE = "order_view WHERE product_id = :product";

    /** Why it asks for lines: an order of one line that a rebuild has put in the place of another may keep the entries of that. */
    private static final String OF_SEVERAL =
            "order_product AS entry JOIN order_view ON id = order_id WHERE entry.product_id = :product AND lines IS NOT NULL";

    /**
     * @param markets the spellings of the filter's market
     * @param after id of the order that the page follows
     * @param placedAt when that was placed, if the list is by time; null for the beginning of such a list
     */
    static OrderPage of(OrderFilter filter, List<String> markets, long after, @Nullable Instant placedAt) {
        var conditions = new ArrayList<String>();
        var parameters = new LinkedHashMap<String, Object>();
        if (filter.owner().isPresent()) {
            conditions.add("user_id = :owner");
            parameters.put("owner", filter.owner().get());
        }
        if (filter.user() != null) {
            conditions.add("user_id = :user");
            parameters.put("user", filter.user());
        }
        if (filter.product() != null) {
            parameters.put("product", filter.product());
        }
        if (filter.state() != null) {
            conditions.add("state = :state");
            parameters.put("state", filter.state());
        }
        if (filter.market() != null) {
            conditions.add("market COLLATE \"C\" IN (:markets)");
            parameters.put("markets", markets);
        }
        if (filter.placedFrom() != null) {
            conditions.add("placed_at >= :placedFrom");
            parameters.put("placedFrom", stored(filter.placedFrom()));
        }
        if (filter.placedBefore() != null) {
            conditions.add("placed_at < :placedBefore");
            parameters.put("placedBefore", stored(filter.placedBefore()));
        }
        if (placedAt != null) {
            conditions.add("(placed_at, id) > (:placedAt, :after)");
            parameters.put("placedAt", stored(placedAt));
            parameters.put("after", after);
        } else if (!filter.isByTime()) {
            conditions.add("id > :after");
            parameters.put("after", after);
        }
        return new OrderPage(sql(sources(filter), conditions, filter.isByTime() ? "placed_at, id" : "id"), parameters);
    }

    /** Those of a product have two, each with an index in the order of the ids, of which it reads no more than the page shows. */
    private static List<String> sources(OrderFilter filter) {
        if (filter.product() == null) {
            return ALL;
        }
        // why it says the same of the other column: PostgreSQL does not conclude it
        return List.of(OF_ONE_LINE, filter.isByTime() ? OF_SEVERAL : OF_SEVERAL + " AND order_id > :after");
    }

    private static String sql(List<String> sources, List<String> conditions, String order) {
        var also = conditions.stream().map(" AND "::concat).collect(joining());
        var ids = sources.stream()
                .map(source ->
                        "(SELECT id, placed_at FROM %s%s ORDER BY %s LIMIT :limit)".formatted(source, also, order))
                .collect(joining(" UNION ALL "));
        return """
                WITH page AS (SELECT id FROM (%1$s) AS found ORDER BY %2$s LIMIT :limit)
                SELECT {%3$s.*} FROM page JOIN order_view AS %3$s USING (id) ORDER BY %2$s
                """.formatted(ids, order, ORDERS);
    }

    /** The first moment that a column can hold from there on: it counts microseconds. */
    private static OffsetDateTime stored(Instant moment) {
        return moment.plusNanos(999).truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
    }
}
