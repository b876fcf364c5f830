package org.chasqui.http.versions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.chasqui.http.InvalidHeader;
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

        assertThatExceptionOfType(InvalidHeader.class)
                .isThrownBy(() -> MinVersion.of(request, "X-Min-Version"))
                .withMessage("X-Min-Version must be a whole number from 1 to 9007199254740991");
    }

    @Test
    void comesOnce() {
        request.addHeader("X-Min-Version", "1");
        request.addHeader("X-Min-Version", "2");

        assertThatExceptionOfType(InvalidHeader.class)
                .isThrownBy(() -> MinVersion.of(request, "X-Min-Version"))
                .withMessage("X-Min-Version must be sent once");
    }
}
