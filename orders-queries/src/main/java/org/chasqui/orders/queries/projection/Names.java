package org.chasqui.orders.queries.projection;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.chasqui.service.view.ViewChanges;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.namedparam.SqlParameterSource;

/**
 * The names of one kind of thing, users or products, and their copies in the orders that show them.
 *
 * <p>Names and orders arrive over different streams, in transactions of their own, perhaps at the same moment. Why no order is left with
 * an old name: whoever copies a name into orders holds the row where that name is known, from before it reads it until it commits.
 *
 * <ul>
 *   <li>If the order's transaction holds the row first, the rename waits, and then finds the new order among those it has to rename.
 *   <li>If the rename holds it first, the order's transaction waits, and then copies the new name: under READ COMMITTED, a statement sees
 *       all that was committed before it began.
 *   <li>If there is no such row yet, the order's transaction makes one without a name, so that there is something to hold.
 * </ul>
 *
 * <p>Why they do not deadlock: everybody holds users before products before orders, and each of these in ascending order of id.
 */
final class Names {

    /** Why: each statement must end well within the statement timeout, however many orders show the name. */
    private static final int ORDERS_RENAMED_AT_ONCE = 10_000;

    private final NamedParameterJdbcTemplate jdbc;
    private final ViewChanges views;
    private final String hold;
    private final String find;
    private final String upsert;
    private final String rename;
    private final String forgetVersions;

    /**
     * @param known the table of names
     * @param idInOrders the column of order_view that says whose name is shown
     * @param nameInOrders the column of order_view that shows it
     */
    Names(NamedParameterJdbcTemplate jdbc, ViewChanges views, String known, String idInOrders, String nameInOrders) {
        this.jdbc = jdbc;
        this.views = views;
        hold = hold(known);
        find = "SELECT id, name FROM %s WHERE id = ANY (:ids) AND name IS NOT NULL".formatted(known);
        upsert = upsert(known);
        rename = rename(known, idInOrders, nameInOrders);
        forgetVersions = "UPDATE %s SET version = 0".formatted(known);
    }

    /** Lets nobody change these names until the transaction ends. */
    void hold(Long[] ids) {
        jdbc.update(hold, new MapSqlParameterSource("ids", ids));
    }

    /**
     * Takes over names that are newer than those known, here and in all orders.
     *
     * @param newest at most one for each id, in ascending order of id
     */
    void update(List<Name> newest) {
        hold(newest.stream().map(Name::id).toArray(Long[]::new));
        var before = find(newest);
        jdbc.batchUpdate(upsert, newest.stream().map(Names::row).toArray(SqlParameterSource[]::new));
        rename(newest.stream()
                .filter(name -> !name.name().equals(before.get(name.id())))
                .toList());
    }

    /**
     * Lets a replay of the stream replace what is here, however low its versions are.
     *
     * <p>Why the names stay until then: orders go on arriving, and show them.
     */
    void forgetVersions() {
        jdbc.getJdbcOperations().update(forgetVersions);
    }

    private Map<Long, String> find(List<Name> names) {
        return jdbc
                .query(find, ids(names), (row, index) -> Map.entry(row.getLong("id"), row.getString("name")))
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** Why not for every event: most of them change a product's stock, and to look through all of its orders takes ever longer. */
    private void rename(List<Name> changed) {
        if (changed.isEmpty()) {
            return;
        }
        var parameters = ids(changed).addValue("limit", ORDERS_RENAMED_AT_ONCE);
        var renamed = renameSome(parameters);
        while (renamed == ORDERS_RENAMED_AT_ONCE) {
            renamed = renameSome(parameters);
        }
    }

    private int renameSome(MapSqlParameterSource parameters) {
        var orders = jdbc.query(rename, parameters, (row, index) -> row.getLong("id"));
        views.changed("order", orders);
        return orders.size();
    }

    private static MapSqlParameterSource ids(List<Name> names) {
        return new MapSqlParameterSource("ids", names.stream().map(Name::id).toArray(Long[]::new));
    }

    private static SqlParameterSource row(Name name) {
        return new MapSqlParameterSource()
                .addValue("id", name.id())
                .addValue("version", name.version())
                .addValue("name", name.name());
    }

    /** Parameter: ids. Holds their rows, and makes those that are missing. Safe to run again: what is there stays as it is. */
    private static String hold(String known) {
        return """
            INSERT INTO %1$s (id, version)
            SELECT id, 0 FROM unnest(:ids) AS wanted (id) ORDER BY id
            ON CONFLICT (id) DO UPDATE SET version = %1$s.version WHERE false
            """.formatted(known);
    }

    /** Parameters: a whole row. Safe to run again, and out of order: a row never goes back to an older version. */
    private static String upsert(String known) {
        return """
            INSERT INTO %1$s (id, version, name)
            VALUES (:id, :version, :name)
            ON CONFLICT (id) DO UPDATE
               SET (version, name) = (excluded.version, excluded.name)
             WHERE %1$s.version < excluded.version
            """.formatted(known);
    }

    /**
     * Parameters: ids, limit. Copies the known names into orders that show others; returns their ids. Safe to run again: it finds none then.
     *
     * <p>Why it locks before it updates: an update locks in any order that suits it.
     */
    private static String rename(String known, String idInOrders, String nameInOrders) {
        return """
            WITH outdated AS (
                SELECT order_view.id, known.name
                  FROM %1$s AS known JOIN order_view ON order_view.%2$s = known.id
                 WHERE known.id = ANY (:ids) AND order_view.%3$s IS DISTINCT FROM known.name
                 ORDER BY order_view.id
                 LIMIT :limit
                   FOR NO KEY UPDATE OF order_view)
            UPDATE order_view SET %3$s = outdated.name, revision = DEFAULT
              FROM outdated
             WHERE order_view.id = outdated.id
            RETURNING order_view.id
            """.formatted(known, idInOrders, nameInOrders);
    }
}
