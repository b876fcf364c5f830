package org.chasqui.http.paging;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.util.List;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;

/**
 * Which part of a list is wanted, by keyset: the rows that follow an id, so that a page costs the same however deep it
 * lies and rows that appear meanwhile shift nothing. A controller takes it as {@code @Valid PageQuery}.
 *
 * @param limit most rows to answer, 1 to 200, 50 if absent
 * @param after only rows with a greater id, from the beginning if absent
 */
public record PageQuery(
        @Min(1) @Max(MAX_LIMIT) @Nullable Integer limit,
        @Min(0) @Max(MAX_ID) @Nullable Long after) {

    static final int DEFAULT_LIMIT = 50;
    static final int MAX_LIMIT = 200;
    /** The greatest whole number that JSON readers keep exact, 2^53 - 1. */
    static final long MAX_ID = 9_007_199_254_740_991L;

    public int rows() {
        return limit == null ? DEFAULT_LIMIT : limit;
    }

    /** One row more than the page has, which tells whether another page follows. */
    public int rowsToRead() {
        return rows() + 1;
    }

    public long afterId() {
        return after == null ? 0 : after;
    }

    /**
     * Answers the page, and where the next one is if there is more: in a {@code Link} header (RFC 8288).
     *
     * @param read the rows found, up to {@link #rowsToRead()} of them
     * @param id of a row, by which the list is ordered
     */
    public <T> ResponseEntity<List<T>> answer(List<T> read, ToLongFunction<T> id, HttpServletRequest request) {
        if (read.size() <= rows()) {
            return ResponseEntity.ok(read);
        }
        var page = read.subList(0, rows());
        var next = NextPage.of(request, rows(), id.applyAsLong(page.getLast()));
        return ResponseEntity.ok().header(HttpHeaders.LINK, next).body(page);
    }
}
