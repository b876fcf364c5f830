package org.chasqui.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.chasqui.platform.SafeInteger;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.util.UriUtils;

/**
 * The part of a list that a client wants, by keyset: the rows that follow an id. A page costs the same however deep it lies, and rows that
 * appear meanwhile shift nothing. A controller takes it as {@code @Valid PageQuery}.
 *
 * @param limit most rows to answer, 1 to 200, 50 if absent
 * @param after only rows with a greater id, from the beginning if absent
 */
public record PageQuery(
        @Min(1) @Max(MAX_LIMIT) @Nullable Integer limit,
        @Min(0) @Max(SafeInteger.MAX) @Nullable Long after) {

    private static final int DEFAULT_LIMIT = 50;
    public static final int MAX_LIMIT = 200;

    private static final Set<String> NAMES = Set.of("limit", "after");

    public int rows() {
        return rows(limit);
    }

    /** Most rows to answer, for a list with an {@code after} of its own. */
    public static int rows(@Nullable Integer limit) {
        return limit == null ? DEFAULT_LIMIT : limit;
    }

    /** An {@code after} of such a list that is in none of its links. */
    public static InvalidParameter notOfALink() {
        return new InvalidParameter("after", "must be as the link to this page has it");
    }

    /** One row more than the page has. It tells whether another page follows. */
    public int rowsToRead() {
        return rows() + 1;
    }

    public long afterId() {
        return after == null ? 0 : after;
    }

    /**
     * Answers the page. A {@code Link} header (RFC 8288) leads to the next page, if there is more.
     *
     * @param read the rows found, up to {@link #rowsToRead()} of them
     * @param id of a row, by which the list is ordered
     */
    public <T> ResponseEntity<List<T>> answer(List<T> read, ToLongFunction<T> id, HttpServletRequest request) {
        return answer(read, rows(), row -> String.valueOf(id.applyAsLong(row)), request);
    }

    /**
     * Answers a page of a list in another order than that of ids, for a query with a {@code limit} and an {@code after}.
     *
     * @param read the rows found, up to one more than the page has
     * @param rows of the page
     * @param after what to ask for to get the rows that follow a row
     */
    public static <T> ResponseEntity<List<T>> answer(
            List<T> read, int rows, Function<T, String> after, HttpServletRequest request) {
        if (read.size() <= rows) {
            return ResponseEntity.ok(read);
        }
        var page = read.subList(0, rows);
        var next = link(request, rows, after.apply(page.getLast()));
        return ResponseEntity.ok().header(HttpHeaders.LINK, next).body(page);
    }

    /**
     * The same list with the same filters, further on.
     *
     * <p>Why a reference without scheme and host, as RFC 8288 allows: it is right behind every gateway.
     */
    private static String link(HttpServletRequest request, int rows, String after) {
        var query = new ArrayList<String>();
        request.getParameterMap().forEach((name, values) -> {
            if (!NAMES.contains(name)) {
                for (var value : values) {
                    query.add(parameter(name, value));
                }
            }
        });
        query.add(parameter("limit", String.valueOf(rows)));
        query.add(parameter("after", after));
        return "<%s?%s>; rel=\"next\"".formatted(request.getRequestURI(), String.join("&", query));
    }

    private static String parameter(String name, String value) {
        return UriUtils.encode(name, UTF_8) + "=" + UriUtils.encode(value, UTF_8);
    }
}
