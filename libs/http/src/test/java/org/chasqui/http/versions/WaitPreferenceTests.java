package org.chasqui.http.versions;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockHttpServletRequest;

class WaitPreferenceTests {

    private final MockHttpServletRequest request = new MockHttpServletRequest();

    @Test
    void lastsTwoSecondsUnlessTheCallerSaysOtherwise() {
        assertThat(WaitPreference.of(request)).isEqualTo(new WaitPreference(2, false));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            wait=5                              | 5
            WAIT=5                              | 5
            wait = 5                            | 5
            wait="5"                            | 5
            wait=007; how=gladly                | 7
            respond-async, wait=5               | 5
            wait=0                              | 0
            wait=10                             | 10
            wait=11                             | 10
            wait=99999999999999999999999        | 10
            wait=3, wait=5                      | 3
            other="a, wait=9, b", wait=4        | 4
            """)
    void lastsAsLongAsTheCallerSaysButNotLongerThanTenSeconds(String preference, long seconds) {
        request.addHeader("Prefer", preference);

        assertThat(WaitPreference.of(request)).isEqualTo(new WaitPreference(seconds, true));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"wait", "wait=", "wait=-1", "wait=1.5", "wait=soon", "wait=\"5", "await=5", "waiting=5", ",", ""
            })
    void isTheUsualWhereThePreferenceMakesNoSense(String preference) {
        request.addHeader("Prefer", preference);

        assertThat(WaitPreference.of(request)).isEqualTo(new WaitPreference(2, false));
    }

    /** An expression that tries every way to divide the zeros once took seconds for one header. */
    @Test
    @Timeout(60)
    void isReadInOneGoHoweverLongTheHeader() {
        request.addHeader("Prefer", "wait=" + "0".repeat(1_000_000) + "x");

        assertThat(WaitPreference.of(request)).isEqualTo(new WaitPreference(2, false));
    }

    @Test
    void isFoundInSeveralLines() {
        request.addHeader("Prefer", "return=minimal");
        request.addHeader("Prefer", "wait=6");

        assertThat(WaitPreference.of(request)).isEqualTo(new WaitPreference(6, true));
    }
}
