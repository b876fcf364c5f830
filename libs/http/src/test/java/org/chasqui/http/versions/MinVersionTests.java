package org.chasqui.http.versions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.chasqui.http.InvalidParameter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockHttpServletRequest;

class MinVersionTests {

    private final MockHttpServletRequest request = new MockHttpServletRequest();

    @Test
    void isMetByItselfAndEverythingNewer() {
        request.addHeader("X-Min-Version", "3");

        var version = MinVersion.of(request, "X-Min-Version");
        assertThat(version.isMetBy(2)).isFalse();
        assertThat(version.isMetBy(3)).isTrue();
        assertThat(version.isMetBy(4)).isTrue();
    }

    @Test
    void isMetByAnythingIfTheCallerDoesNotSay() {
        var version = MinVersion.of(request, "X-Min-Version");

        assertThat(version.isAny()).isTrue();
        assertThat(version.isMetBy(1)).isTrue();
    }

    @Test
    void mayBeAsLargeAsJsonKeepsExact() {
        request.addHeader("X-Min-Version", "9007199254740991");

        assertThat(MinVersion.of(request, "X-Min-Version")).isEqualTo(new MinVersion(9_007_199_254_740_991L));
    }

    @Test
    void isSaidOfEachOfSeveralThings() {
        request.addHeader("X-Min-Version", "3, 1 ,2");

        assertThat(MinVersion.each(request, "X-Min-Version", 3))
                .containsExactly(new MinVersion(3), new MinVersion(1), new MinVersion(2));
        assertThat(MinVersion.each(request, "X-Other", 2)).containsExactly(MinVersion.ANY, MinVersion.ANY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"3", "3, 1", "3, 1, 2, 4", "3, 1,", "3, one, 2", "3,, 2"})
    void isSaidOfAllThingsOrNone(String value) {
        request.addHeader("X-Min-Version", value);

        assertThatExceptionOfType(InvalidParameter.class)
                .isThrownBy(() -> MinVersion.each(request, "X-Min-Version", 3));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "0",
                "-1",
                "+1",
                "1.0",
                "0x1",
                "one",
                "\"1\"",
                "1, 2",
                "9007199254740992",
                "99999999999999999999"
            })
    void isNothingElse(String value) {
        request.addHeader("X-Min-Version", value);

        assertThatExceptionOfType(InvalidParameter.class)
                .isThrownBy(() -> MinVersion.of(request, "X-Min-Version"))
                .withMessage("X-Min-Version must be a whole number from 1 to 9007199254740991");
    }

    @Test
    void comesOnce() {
        request.addHeader("X-Min-Version", "1");
        request.addHeader("X-Min-Version", "2");

        assertThatExceptionOfType(InvalidParameter.class)
                .isThrownBy(() -> MinVersion.of(request, "X-Min-Version"))
                .withMessage("X-Min-Version must be sent once");
    }
}
