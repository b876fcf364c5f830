package org.chasqui.messaging;

import java.lang.reflect.RecordComponent;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.chasqui.platform.worker.PeriodicWorker;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.SqlParameterValue;
import org.springframework.jdbc.core.namedparam.AbstractSqlParameterSource;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.namedparam.SimplePropertySqlParameterSource;
import org.springframework.jdbc.core.namedparam.SqlParameterSource;
import org.springframework.transaction.support.TransactionOperations;
import tools.jackson.databind.JsonNode;

/**
 * A table of copies of another service's aggregates: one row for each, with its {@code id}, its {@code version} and what the service needs
 * of it. No row ever goes back to an older version, however often and in whatever order events come.
 *
 * <p>A {@link Subscription} that is told of its replicas rebuilds them while they serve: see {@code docs/adr/0014-rebuild-beside-what-serves.md}.
 */
public final class Replica<T extends Record> {

    private static final Duration REFILL_INTERVAL = Duration.ofMinutes(10);

    private static final Pattern INNER_CAPITAL = Pattern.compile("_([a-z])");

    private final NamedParameterJdbcTemplate jdbc;
    private final String table;
    private final Consumer<Collection<Long>> changed;
    private final List<Column> columns;
    private final String upsert;
    private final String findVersion;
    private final String update;

    /**
     * @param table name of the table; its primary key is {@code id}, and it has a {@code version}
     * @param changed told the ids of the rows that a transaction has written or removed, within it
     * @param columns what else there is, each as {@code first_name}, which holds the record's {@code firstName}, or as {@code
     *     user_id = :user}: an SQL expression with the record's components and properties as parameters, or {@code DEFAULT}
     */
    public Replica(
            NamedParameterJdbcTemplate jdbc, String table, Consumer<Collection<Long>> changed, String... columns) {
        this(jdbc, table, changed, Arrays.stream(columns).map(Column::of).toList());
    }

    private Replica(
            NamedParameterJdbcTemplate jdbc, String table, Consumer<Collection<Long>> changed, List<Column> columns) {
        this.jdbc = jdbc;
        this.table = table;
        this.changed = changed;
        this.columns = columns;
        upsert = upsert(table, columns);
        findVersion = "SELECT version FROM %s WHERE id = :id".formatted(table);
        update = "UPDATE %s SET version = version%s WHERE id = :id"
                .formatted(table, each(this.columns, column -> column.name() + " = " + column.value()));
    }

    /**
     * The same, with a book that compares SQL in the place of a column: so it also covers what the handler keeps of that column in another table.
     *
     * @param sql whose value is the column's if all is as it must be, and another one if not
     * @throws IllegalArgumentException if the replica has no such column
     */
    public Replica<T> comparing(String column, String sql) {
        if (columns.stream().noneMatch(it -> it.name().equals(column))) {
            throw new IllegalArgumentException("%s has no column %s to compare".formatted(table, column));
        }
        var compared = columns.stream()
                .map(it -> it.name().equals(column) ? new Column(column, it.value(), sql) : it)
                .toList();
        return new Replica<>(jdbc, table, changed, compared);
    }

    public String table() {
        return table;
    }

    /** Its book: the columns that hold a component of the record, and the versions. A row of version 0 holds the place of an aggregate. */
    Book book(String stream, String aggregate, Class<?> record) {
        var fields = Arrays.stream(record.getRecordComponents())
                .flatMap(component -> columns.stream().flatMap(column -> column.field(component)))
                .toList();
        return new Book(table, stream, aggregate, table, "id", "version", "version > 0", true, fields);
    }

    /** Takes over what is newer than what is here; while a rebuild brings the stream again, also what is as new. */
    public void put(List<Message<T>> messages) {
        var newest = Message.newestOfEach(messages);
        jdbc.batchUpdate(upsert, newest.stream().map(Replica::row).toArray(SqlParameterSource[]::new));
        changed.accept(newest.stream().map(Message::aggregateId).toList());
    }

    /**
     * Writes rows again that an instance of an earlier release has written, which knew fewer columns: with the start, and from time to time,
     * since such an instance may go on beside this one. Rows of this release are only read.
     *
     * @param madeFor name of the column that is {@code = :version}, by which the rows of earlier releases are told
     * @param stored makes the record of the columns that a row of an earlier release has
     */
    public PeriodicWorker refill(String madeFor, RowMapper<T> stored, TransactionOperations transactions) {
        var refill = new Refill(
                jdbc,
                transactions,
                table,
                madeFor,
                update,
                (row, number) -> new Row(
                        row.getLong("id"), row.getLong("version"), Objects.requireNonNull(stored.mapRow(row, number))));
        return PeriodicWorker.atOnceAndEvery(REFILL_INTERVAL, refill.name(), refill::runOnce);
    }

    /** The version of the row; empty if there is none. */
    public Optional<Long> findVersion(long id) {
        var versions =
                jdbc.query(findVersion, new MapSqlParameterSource("id", id), (row, number) -> row.getLong("version"));
        return versions.stream().findFirst();
    }

    /** Removes rows, which a rebuild has not found in the stream. */
    public void remove(Collection<Long> ids) {
        var parameters = new MapSqlParameterSource("ids", ids.toArray(Long[]::new));
        // why locked first: a delete locks in any order that suits it
        jdbc.queryForList(
                "SELECT id FROM %s WHERE id = ANY (:ids) ORDER BY id FOR UPDATE".formatted(table),
                parameters,
                Long.class);
        jdbc.update("DELETE FROM %s WHERE id = ANY (:ids)".formatted(table), parameters);
        changed.accept(ids);
    }

    /** Parameters: a whole row. Safe to run again, and out of order: a row never goes back to an older version. */
    private static String upsert(String table, List<Column> columns) {
        return """
                INSERT INTO %1$s (id, version%2$s)
                VALUES (:id, :version%3$s)
                ON CONFLICT (id) DO UPDATE SET version = excluded.version%4$s
                 WHERE %5$s
                """.formatted(
                        table,
                        each(columns, Column::name),
                        each(columns, Column::value),
                        each(columns, Column::assignment),
                        givesWay(table + ".version", "excluded.version"));
    }

    /**
     * Whether a row of one version gives way to an event of another, in SQL: an older one does, and in the transactions of a rebuild also one of
     * the same version, which may be wrong.
     *
     * <p>Why a setting of the transaction: a rebuild that took such rows away would lock them before the handler does, in an order of its own.
     */
    public static String givesWay(String row, String event) {
        return "(%1$s < %2$s OR %1$s = %2$s AND current_setting('messaging.rebuilding', true) = 'on')"
                .formatted(row, event);
    }

    private static String each(List<Column> columns, Function<Column, String> part) {
        return columns.stream().map(part).map(", "::concat).collect(Collectors.joining());
    }

    /** @param compared what its book compares */
    private record Column(String name, String value, String compared) {

        private static final String DEFAULT = "DEFAULT";

        static Column of(String text) {
            var parts = Stream.of(text.split("=", 2)).map(String::strip).toList();
            var name = parts.getFirst();
            return new Column(name, parts.size() == 2 ? parts.getLast() : ":" + camelCase(name), name);
        }

        private static String camelCase(String name) {
            return INNER_CAPITAL
                    .matcher(name)
                    .replaceAll(letter -> letter.group(1).toUpperCase(Locale.ROOT));
        }

        /** What is compared of it; nothing if it holds something else. */
        Stream<Book.Field> field(RecordComponent component) {
            if (!value.equals(":" + component.getName())) {
                return Stream.empty();
            }
            return Stream.of(new Book.Field(component.getName(), text(component.getType())));
        }

        /** SQL of the column, as the text that JSON has. */
        private String text(Class<?> type) {
            if (type == Instant.class) {
                return Book.time(compared);
            }
            return type == List.class ? "to_jsonb(%s)::text".formatted(compared) : "(%s)::text".formatted(compared);
        }

        String assignment() {
            return name + " = " + (value.equals(DEFAULT) ? DEFAULT : "excluded." + name);
        }
    }

    private static Row row(Message<? extends Record> message) {
        return new Row(message.aggregateId(), message.version(), message.data());
    }

    /** The record's components, and what every row has. */
    private static final class Row extends AbstractSqlParameterSource {

        private final long id;
        private final long version;
        private final SqlParameterSource data;

        Row(long id, long version, Record data) {
            this.id = id;
            this.version = version;
            this.data = new SimplePropertySqlParameterSource(data);
        }

        @Override
        public boolean hasValue(String name) {
            return name.equals("id") || name.equals("version") || data.hasValue(name);
        }

        @Override
        public @Nullable Object getValue(String name) {
            return switch (name) {
                case "id" -> id;
                case "version" -> version;
                default -> storable(data.getValue(name));
            };
        }

        /** The driver takes no instants, no lists and no JSON. */
        private static @Nullable Object storable(@Nullable Object value) {
            if (value instanceof Instant at) {
                return at.atOffset(ZoneOffset.UTC);
            }
            if (value instanceof List<?> texts) {
                return texts.toArray(String[]::new);
            }
            return value instanceof JsonNode json ? new SqlParameterValue(Types.OTHER, json.toString()) : value;
        }
    }
}
