package org.chasqui.views;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import org.chasqui.views.ViewContent.Part;
import org.junit.jupiter.api.Test;

class ViewTests {

    private static final String KEY = "chasqui:things-queries:thing:7";
    private static final byte[] JSON = "{\"id\":7,\"name\":\"ñandú\\n\"}\n".getBytes(UTF_8);

    private final View view = View.of(
            new ViewContent(OptionalLong.of(4), 3, "", List.of(new Part("user", 4, 17), new Part("lens", 5, 12))),
            JSON);

    @Test
    void comesOutOfTheCacheAsItWentIn() {
        var read = View.fromCache(KEY, view.cached(KEY)).orElseThrow();

        assertThat(read.tag()).isEqualTo(view.tag());
        assertThat(read.version()).isEqualTo(3);
        assertThat(read.owner()).hasValue(4);
        assertThat(read.json()).isEqualTo(JSON);
    }

    @Test
    void isFollowedByItsTagItsPartsAndItsJson() {
        assertThat(new String(view.cached(KEY), UTF_8))
                .matches("(?s)[0-9a-f]{8}\"3\\.[0-9]+\" of:4 user:4@17 lens:5@12\n\\{\"id\":7.*");
    }

    /** After the restore of a database, versions and revisions come again, and with them other content. */
    @Test
    void hasTheSameTagAsAnotherOnlyIfItHasTheSameVersionAndContent() {
        var other = "{\"id\":7,\"name\":\"nandu\"}".getBytes(UTF_8);

        assertThat(View.of(ViewContent.ofNobody(3, ""), JSON).tag()).isEqualTo(view.tag());
        assertThat(View.of(ViewContent.ofNobody(3, ""), other).tag()).isNotEqualTo(view.tag());
        assertThat(View.of(ViewContent.ofNobody(4, ""), JSON).tag()).isNotEqualTo(view.tag());
    }

    @Test
    void isNotTakenForThatOfAnotherKey() {
        assertThat(View.fromCache(KEY + "0", view.cached(KEY))).isEmpty();
    }

    @Test
    void isNotReadIfAnyByteIsMissingOrWrong() {
        var whole = view.cached(KEY);
        for (var length = 0; length < whole.length; length++) {
            assertThat(View.fromCache(KEY, Arrays.copyOf(whole, length))).isEmpty();
            var wrong = whole.clone();
            wrong[length] ^= 1;
            assertThat(View.fromCache(KEY, wrong)).isEmpty();
        }
    }

    @Test
    void isNotReadFromGarbage() {
        var random = new Random(1);
        for (var i = 0; i < 1_000; i++) {
            var garbage = new byte[random.nextInt(60)];
            random.nextBytes(garbage);
            assertThat(View.fromCache(KEY, garbage)).isEmpty();
        }
    }
}
