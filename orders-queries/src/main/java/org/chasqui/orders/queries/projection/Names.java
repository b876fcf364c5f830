package org.chasqui.orders.queries.projection;

import java.sql.PreparedStatement;
import java.util.List;
import java.util.function.Function;
import org.chasqui.messaging.Message;
import org.chasqui.messaging.Replica;
import org.chasqui.platform.worker.WakeUp;
import org.chasqui.views.ViewChanges;
import org.chasqui.views.ViewContent.Part;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.namedparam.SqlParameterSource;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * The names of one kind of thing, users or products. Orders show copies of them: a new row takes the name that is known at that time, and
 * {@link Renames} bring a new name to the orders that are there already. Those of several lines show the names of their products without a
 * copy, and need only be told of.
 *
 * <p>Names and orders arrive over different streams, in transactions of their own, perhaps at the same moment. Why no order is left with
 * an old name: a transaction that copies a name into orders holds the row of that name before it reads it, and a new name takes the row from
 * all that hold it.
 *
 * <ul>
 *   <li>If the order's transaction holds the row first, the new name waits, and the order is among those that will get it.
 *   <li>If the new name takes the row first, the order's transaction waits and then copies the new name: under READ COMMITTED, a
 *       statement sees all that was committed before it began.
 *   <li>If there is no such row yet, the order's transaction makes one without a name, so that there is something to hold.
 * </ul>
 *
 * <p>An event that changes something else, such as each sale of a product, waits for no order, and no order waits for it: PostgreSQL lets an
 * update of columns that are no key pass a lock {@code FOR KEY SHARE}.
 *
 * <p>Each new name has a revision, greater than those before. By it an order, and a view of it, shows whether its name is the newest.
 *
 * <p>Why there is no deadlock: all transactions lock users before products before orders, and of users and of products they first make rows
 * that are missing, then lock them, each in ascending order of id.
 */
final class Names<T extends Record> {

    /** Parameter: ids. Makes rows that are missing. Safe to run again. */
    private static final String MAKE = """
        INSERT INTO {known} (id, version)
        SELECT id, 0 FROM unnest(:ids) AS wanted (id)
         WHERE NOT EXISTS (SELECT FROM {known} WHERE {known}.id = wanted.id) ORDER BY id
        ON CONFLICT (id) DO NOTHING
        """;

    /** Parameter: ids. Keeps their names as they are. */
    private static final String HOLD = "SELECT id FROM {known} WHERE id = ANY (:ids) ORDER BY id FOR KEY SHARE";

    /** Parameter: id. Keeps the row as it is, and everyone else who takes it away. */
    private static final String TAKE = "SELECT id FROM {known} WHERE id = :id FOR NO KEY UPDATE";

    /**
     * Parameters: ids, versions and names. Returns the ids of those that are newer than the known names, and differ from them; takes their
     * rows from all that hold them.
     */
    private static final String FIND_RENAMED = """
        SELECT id FROM unnest(:ids, :versions, :names) AS newest (id, version, name) JOIN {known} USING (id)
         WHERE %s AND {known}.name IS DISTINCT FROM newest.name
         ORDER BY id FOR UPDATE OF {known}
        """.formatted(Replica.givesWay("{known}.version", "newest.version"));

    /**
     * Parameters: id, version and name. A new name gets a new revision. Safe to run again, and out of order: a row never goes back to an
     * older version.
     */
    private static final String UPDATE = """
        UPDATE {known}
           SET version = :version, name = :name,
               revision = CASE WHEN name IS DISTINCT FROM :name THEN nextval('name_revision') ELSE revision END
         WHERE id = :id AND %s
        """.formatted(Replica.givesWay("version", ":version"));

    /**
     * Parameter: ids. Notes those that orders show, so that the new name is copied from the first order on; returns them with the revision
     * of the new name. Safe to run again: the copying begins again.
     */
    private static final String BEGIN = """
        INSERT INTO pending_rename (kind, id, revision)
        SELECT {kind}, id, revision
          FROM {known}
         WHERE id = ANY (:ids) AND (EXISTS (SELECT FROM order_view WHERE {id} = {known}.id) OR {shown_in_lines})
         ORDER BY id
        ON CONFLICT (kind, id) DO UPDATE SET (revision, done_up_to) = (excluded.revision, 0)
        RETURNING id, revision
        """;

    private final NamedParameterJdbcTemplate jdbc;
    private final ViewChanges views;
    private final NameKind kind;
    private final Function<T, String> name;
    private final WakeUp renames;
    private final Replica<T> rows;

    /**
     * @param name of an event
     * @param renames called when there is a name to bring to orders
     */
    Names(NamedParameterJdbcTemplate jdbc, ViewChanges views, NameKind kind, Function<T, String> name, WakeUp renames) {
        this.jdbc = jdbc;
        this.views = views;
        this.kind = kind;
        this.name = name;
        this.renames = renames;
        rows = new Replica<>(jdbc, kind.known(), ids -> {}, "name = :" + kind.nameInEvents());
    }

    /** The table, for a rebuild and the verification; this class writes the names in it. */
    Replica<T> rows() {
        return rows;
    }

    /** Keeps these names as they are until the transaction ends. Why both statements at once: each answer that is waited for delays the order. */
    void hold(Long[] ids) {
        jdbc.execute(kind.sql(MAKE + ";" + HOLD), new MapSqlParameterSource("ids", ids), PreparedStatement::execute);
    }

    /** Lets this transaction alone bring the name to orders. Orders that are written meanwhile go on: they have the newest name. */
    void take(long id) {
        jdbc.queryForList(kind.sql(TAKE), new MapSqlParameterSource("id", id), Long.class);
    }

    /** Writes names that are newer than the known ones. Orders that are written from now on show them; the others soon. */
    void update(List<Message<T>> messages) {
        var newest = Message.newestOfEach(messages);
        make(ids(newest));
        var renamed = findRenamed(newest);
        jdbc.batchUpdate(kind.sql(UPDATE), newest.stream().map(this::row).toArray(SqlParameterSource[]::new));
        if (!renamed.isEmpty()) {
            begin(renamed);
        }
    }

    private void make(Long[] ids) {
        jdbc.update(kind.sql(MAKE), new MapSqlParameterSource("ids", ids));
    }

    private List<Long> findRenamed(List<Message<T>> newest) {
        var parameters = new MapSqlParameterSource("ids", ids(newest))
                .addValue("versions", newest.stream().map(Message::version).toArray(Long[]::new))
                .addValue("names", newest.stream().map(Message::data).map(name).toArray(String[]::new));
        return jdbc.query(kind.sql(FIND_RENAMED), parameters, (row, number) -> row.getLong("id"));
    }

    private void begin(List<Long> renamed) {
        var begun = jdbc.query(
                kind.sql(BEGIN),
                new MapSqlParameterSource("ids", renamed.toArray(Long[]::new)),
                (row, number) -> new Part(kind.word(), row.getLong("id"), row.getLong("revision")));
        if (!begun.isEmpty()) {
            begun.forEach(views::partChanged);
            TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
                @Override
                public void afterCommit() {
                    renames.call();
                }
            });
        }
    }

    private Long[] ids(List<Message<T>> messages) {
        return messages.stream().map(Message::aggregateId).toArray(Long[]::new);
    }

    private SqlParameterSource row(Message<T> message) {
        return new MapSqlParameterSource()
                .addValue("id", message.aggregateId())
                .addValue("version", message.version())
                .addValue("name", name.apply(message.data()));
    }
}
