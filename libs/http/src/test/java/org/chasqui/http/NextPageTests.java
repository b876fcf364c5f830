package org.chasqui.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.mock.web.MockHttpServletRequest;

class NextPageTests {

    private final MockHttpServletRequest request = new MockHttpServletRequest("GET", "/api-queries/orders");

    @Test
    void followsTheLastRowWhileThereIsMore() {
        var answer = answer(new PageQuery(2, 7L), 8, 10, 11);

        assertThat(answer.getBody()).containsExactly(8L, 10L);
        assertThat(link(answer)).isEqualTo("</api-queries/orders?limit=2&after=10>; rel=\"next\"");
    }

    @Test
    void isNotThereAtTheEnd() {
        assertThat(link(answer(new PageQuery(2, null), 8, 10))).isNull();
        assertThat(link(answer(new PageQuery(null, null)))).isNull();
    }

    @Test
    void keepsTheFiltersInTheirOrderAndEncodesThem() {
        request.addParameter("state", "a b&c=d>ñ");
        request.addParameter("limit", "1");
        request.addParameter("user", "7", "8");
        request.addParameter("after", "3");

        assertThat(link(answer(new PageQuery(1, 3L), 4, 5)))
                .isEqualTo(
                        "</api-queries/orders?state=a%20b%26c%3Dd%3E%C3%B1&user=7&user=8&limit=1&after=4>; rel=\"next\"");
    }

    private ResponseEntity<List<Long>> answer(PageQuery page, long... found) {
        return page.answer(LongStream.of(found).boxed().toList(), id -> id, request);
    }

    private static @Nullable String link(ResponseEntity<?> answer) {
        return answer.getHeaders().getFirst(HttpHeaders.LINK);
    }
}
