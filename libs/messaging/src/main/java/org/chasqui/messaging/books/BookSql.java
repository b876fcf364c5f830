package org.chasqui.messaging.books;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.chasqui.messaging.Book;

/**
 * The SQL of both sides of a comparison: rows of an id, a version and a hash of all that is compared, for the ids above {@code :after} and
 * up to {@code :upTo}. Equal rows have equal hashes in any database.
 */
public final class BookSql {

    /** Only events up to {@code :position}. */
    public static final String UP_TO_POSITION = "position <= :position";

    /** Also events that are not numbered yet, as a service's own tables have them. */
    static final String ALL = "TRUE";

    private BookSql() {}

    /** The rows of the table. */
    static String table(Book book) {
        var version = book.version() == null ? "0" : book.version();
        return "SELECT %s AS id, %s::bigint AS version, %s AS hash FROM %s WHERE %1$s > :after AND %1$s <= :upTo AND (%s)"
                .formatted(
                        book.id(),
                        version,
                        hash(book.id(), version, book.fields().stream().map(Book.Field::sql)),
                        book.table(),
                        book.where());
    }

    /**
     * What the newest events of the log say of the same, the highest id first; {@link #parameters} are its parameters.
     *
     * <p>Why one after the other: a product may have a million events, and each step reads one.
     */
    public static String log(int fields, boolean versions, String condition) {
        var version = versions ? "aggregate_version" : "0::bigint";
        return """
                WITH RECURSIVE newest AS (
                    (SELECT aggregate_id, aggregate_version, payload FROM messaging.event_log
                     WHERE aggregate_type = :aggregate AND aggregate_id > :after AND aggregate_id <= :upTo AND %1$s
                     ORDER BY aggregate_id DESC, aggregate_version DESC LIMIT 1)
                    UNION ALL
                    SELECT next.* FROM newest CROSS JOIN LATERAL (
                        SELECT aggregate_id, aggregate_version, payload FROM messaging.event_log
                        WHERE aggregate_type = :aggregate AND aggregate_id > :after AND aggregate_id < newest.aggregate_id AND %1$s
                        ORDER BY aggregate_id DESC, aggregate_version DESC LIMIT 1) AS next)
                SELECT aggregate_id AS id, %2$s AS version, %3$s AS hash FROM newest
                """.formatted(
                condition,
                version,
                hash("aggregate_id", version, IntStream.range(0, fields).mapToObj("payload ->> :field%d"::formatted)));
    }

    public static Map<String, Object> parameters(String aggregate, List<String> names, long after, long upTo) {
        var parameters = new LinkedHashMap<String, Object>();
        parameters.put("aggregate", aggregate);
        parameters.put("after", after);
        parameters.put("upTo", upTo);
        IntStream.range(0, names.size()).forEach(nth -> parameters.put("field" + nth, names.get(nth)));
        return parameters;
    }

    /** Why the sum is a text: versions that are wrong may add up to more than a long. */
    public static String digest(String rows) {
        return "SELECT count(*) AS count, coalesce(sum(version), 0)::text AS versions, coalesce(bit_xor(hash), 0) AS hash FROM (%s) AS one"
                .formatted(rows);
    }

    private static String hash(String id, String version, Stream<String> fields) {
        return "('x' || left(md5(jsonb_build_array(%s)::text), 16))::bit(64)::bigint"
                .formatted(Stream.concat(Stream.of(id, version), fields).collect(Collectors.joining(", ")));
    }
}
