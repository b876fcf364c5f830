package org.chasqui.messaging;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A table with a row for each aggregate of a stream, and what its rows must share with the newest events of their aggregates. The
 * verification compares both: see {@code docs/adr/0024-books-are-compared-at-a-position.md}. A {@link Replica} brings its book along;
 * declare a bean for any other.
 *
 * @param name of the book, unique in its service
 * @param stream that has the events: the service's own, or one to which it subscribes
 * @param aggregate kind of the aggregates, for example {@code order}
 * @param table that has the rows
 * @param id SQL of the aggregate's id
 * @param version SQL of the aggregate's version; null if the rows do not have it
 * @param where SQL of the rows that count
 * @param complete whether each aggregate must have a row
 * @param fields what is compared
 */
public record Book(
        String name,
        String stream,
        String aggregate,
        String table,
        String id,
        @Nullable String version,
        String where,
        boolean complete,
        List<Field> fields) {

    /**
     * @param name in the events' data
     * @param sql of the same value in the table, as the text that JSON has
     */
    public record Field(String name, String sql) {

        /** @param texts as {@code firstName = first_name}, or {@code stock} where both are the same */
        private static List<Field> of(String... texts) {
            return Arrays.stream(texts).map(Field::of).toList();
        }

        private static Field of(String text) {
            var parts = text.split("=", 2);
            return new Field(parts[0].strip(), "(" + parts[parts.length - 1].strip() + ")::text");
        }
    }

    /** The names of what is compared, in the events' data. */
    public List<String> fieldNames() {
        return fields.stream().map(Field::name).toList();
    }

    /** A service's own table, which has a row for each aggregate, with its version. */
    public static Book of(String stream, String aggregate, String table, String id, String... fields) {
        return new Book(table, stream, aggregate, table, id, "version", "TRUE", true, Field.of(fields));
    }

    /** A table whose rows say something about some aggregates of another service, and do not have their versions. */
    public static Book about(
            String name, String stream, String aggregate, String table, String id, String where, String... fields) {
        return new Book(name, stream, aggregate, table, id, null, where, false, Field.of(fields));
    }

    /** SQL of a time as events have it: in UTC, with no, three or six digits after the second. */
    public static String time(String column) {
        return "regexp_replace(to_char(%s AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US'), '(\\.000000|000)$', '') || 'Z'"
                .formatted(column);
    }
}
