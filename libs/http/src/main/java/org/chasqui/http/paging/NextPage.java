package org.chasqui.http.paging;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.Set;
import org.springframework.web.util.UriUtils;

/**
 * The same list with the same filters, further on.
 *
 * <p>Why a reference without scheme and host, as RFC 8288 allows: it is right behind every gateway.
 */
final class NextPage {

    private static final Set<String> OWN = Set.of("limit", "after");

    private NextPage() {}

    /** @return value of the header {@code Link} */
    static String of(HttpServletRequest request, int limit, long after) {
        var query = new ArrayList<String>();
        request.getParameterMap().forEach((name, values) -> {
            if (!OWN.contains(name)) {
                for (var value : values) {
                    query.add(parameter(name, value));
                }
            }
        });
        query.add(parameter("limit", String.valueOf(limit)));
        query.add(parameter("after", String.valueOf(after)));
        return "<%s?%s>; rel=\"next\"".formatted(request.getRequestURI(), String.join("&", query));
    }

    private static String parameter(String name, String value) {
        return UriUtils.encode(name, UTF_8) + "=" + UriUtils.encode(value, UTF_8);
    }
}
