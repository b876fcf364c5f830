package org.chasqui.messaging.consumer;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.chasqui.messaging.Replica;
import org.chasqui.messaging.queue.Entry;
import org.chasqui.messaging.queue.QueueName;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/** The notes of one subscription's rebuild: what it has met of each aggregate, while the rows of before serve. */
final class RebuildNotes {

    /** Safe to run again: the events of an aggregate come in their order, so the last one met is the newest. */
    private static final String MET = """
            INSERT INTO messaging.replayed (subscription, replica, id, generation, entry)
            SELECT ?, ?, id, ?, entry FROM unnest(?::bigint[], ?::text[]) AS met (id, entry)
            ON CONFLICT (subscription, replica, id) DO UPDATE SET generation = excluded.generation, entry = excluded.entry
            """;

    /** Why the generation twice: a rebuild that begins at this moment may have taken the row over. */
    private static final String DELETE_SOME = """
            DELETE FROM messaging.replayed
             WHERE generation <= ? AND ctid = ANY (ARRAY(
                   SELECT ctid FROM messaging.replayed WHERE subscription = ? AND generation <= ? LIMIT ?))
            """;

    private final String subscription;
    private final JdbcTemplate jdbc;

    RebuildNotes(QueueName subscription, JdbcTemplate jdbc) {
        this.subscription = subscription.toString();
        this.jdbc = jdbc;
    }

    /**
     * A row of a replica, and what the rebuild has met of its aggregate.
     *
     * @param met whether it has met anything
     * @param entry an event that is older than the row; null if the row is to stay as it is
     */
    record Row(long id, boolean met, @Nullable String entry) {}

    /** Ids of rows that are newer than the given versions of them, and that the rebuild has not confirmed yet. */
    Set<Long> newerRows(Replica<?> replica, int generation, Map<Long, Long> versions) {
        return new HashSet<>(jdbc.queryForList(
                selectNewer(replica.table()),
                Long.class,
                versions.keySet().toArray(Long[]::new),
                versions.values().toArray(Long[]::new),
                subscription,
                replica.table(),
                generation));
    }

    /** Lets events of this transaction replace rows of their own version: see {@link Replica#givesWay}. */
    void allowRepairs() {
        jdbc.queryForObject("SELECT set_config('messaging.rebuilding', 'on', true)", String.class);
    }

    /** Notes the newest event of each of these aggregates, to take the place of its row at the end. */
    void noteOlder(Replica<?> replica, int generation, Collection<Long> ids, List<Entry> entries) {
        met(
                replica,
                generation,
                ids.toArray(Long[]::new),
                entries.stream().map(Entry::text).toArray(String[]::new));
    }

    /** Notes that these rows are as the stream has them, or must stay as they are. */
    void confirm(Replica<?> replica, int generation, Collection<Long> ids) {
        met(replica, generation, ids.toArray(Long[]::new), new @Nullable String[ids.size()]);
    }

    private void met(Replica<?> replica, int generation, Long[] ids, @Nullable String[] entries) {
        if (ids.length > 0) {
            jdbc.update(MET, subscription, replica.table(), generation, ids, entries);
        }
    }

    List<Row> page(Replica<?> replica, int generation, long after, int rows) {
        return jdbc.query(
                selectPage(replica.table()),
                (row, number) -> new Row(row.getLong("id"), row.getBoolean("met"), row.getString("entry")),
                after,
                rows,
                subscription,
                replica.table(),
                generation);
    }

    /** Deletes notes of this generation and earlier ones; returns how many. */
    int deleteSome(int generation, int most) {
        return jdbc.update(DELETE_SOME, generation, subscription, generation, most);
    }

    /** Arguments: ids, versions, subscription, replica, generation. Selects rows that are newer than these versions, and that no event has confirmed. */
    private static String selectNewer(String table) {
        return """
            SELECT copy.id
              FROM %s AS copy JOIN unnest(?::bigint[], ?::bigint[]) AS met (id, version) ON met.id = copy.id
             WHERE copy.version > met.version
               AND NOT EXISTS (SELECT FROM messaging.replayed
                                WHERE subscription = ? AND replica = ? AND id = copy.id AND generation = ? AND entry IS NULL)
            """.formatted(table);
    }

    /** Arguments: least id, rows, subscription, replica, generation. Selects rows in the order of their ids, with what was met of them. */
    private static String selectPage(String table) {
        return """
            SELECT copy.id, met.id IS NOT NULL AS met, met.entry
              FROM (SELECT id FROM %s WHERE id > ? ORDER BY id LIMIT ?) AS copy
              LEFT JOIN messaging.replayed AS met
                ON met.subscription = ? AND met.replica = ? AND met.id = copy.id AND met.generation = ?
             ORDER BY copy.id
            """.formatted(table);
    }
}
