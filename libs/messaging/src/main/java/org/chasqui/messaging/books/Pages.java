package org.chasqui.messaging.books;

import java.util.Map;
import org.chasqui.messaging.Book;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;

/** Divides a table into parts of equal size, from the highest id down; the last one goes down as far as there are numbers. */
final class Pages {

    private final NamedParameterJdbcTemplate jdbc;
    private final String sql;

    Pages(NamedParameterJdbcTemplate jdbc, Book book) {
        this.jdbc = jdbc;
        sql = """
                SELECT count(*) AS rows, coalesce(min(id), 0) AS least
                FROM (SELECT %1$s AS id FROM %2$s WHERE %1$s <= :upTo AND (%3$s) ORDER BY %1$s DESC LIMIT :rows) AS page
                """.formatted(book.id(), book.table(), book.where());
    }

    /** @param after the greatest id below the part */
    record Page(long after, long rows) {}

    Page page(long upTo) {
        return jdbc.query(sql, Map.of("upTo", upTo, "rows", Examination.PART), (row, nth) -> {
                    var rows = row.getLong("rows");
                    return new Page(rows < Examination.PART ? Long.MIN_VALUE : row.getLong("least") - 1, rows);
                })
                .getFirst();
    }
}
