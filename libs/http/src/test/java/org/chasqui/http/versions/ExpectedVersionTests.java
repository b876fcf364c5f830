package org.chasqui.http.versions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Optional;
import java.util.Set;
import org.chasqui.http.versions.ExpectedVersion.VersionMovedOn;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpectedVersionTests {

    @ParameterizedTest
    @CsvSource(quoteCharacter = '~', delimiter = '|', textBlock = """
                              |
            *                 |
            "3"               |
            "3.7"             |
            "1", "3"          |
            "other", W/"3", "3" |
                              | "2"
                              | "other"
            *                 | "2", "4"
            "3", "2"          | "2"
            """)
    void admitsTheThirdVersion(@Nullable String ifMatch, @Nullable String ifNoneMatch) {
        assertThatCode(() -> expected(ifMatch, ifNoneMatch).check(3)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '~', delimiter = '|', textBlock = """
            "2"               |
            "4.3"             |
            W/"3"             |
            "03"              |
            "3."              |
            "33333333333333333333" |
            "other"           |
                              | "3"
                              | W/"3.1"
                              | *
            "3"               | *
            "3", "2"          | "3"
            """)
    void refusesTheThirdVersion(@Nullable String ifMatch, @Nullable String ifNoneMatch) {
        assertThatExceptionOfType(VersionMovedOn.class)
                .isThrownBy(() -> expected(ifMatch, ifNoneMatch).check(3))
                .withMessage("The version is 3 now, which is not the one that the request is meant for.");
    }

    @Test
    void isAnyUnlessTheCallerSaysOtherwise() {
        assertThat(expected(null, null)).isEqualTo(ExpectedVersion.ANY);
        assertThat(expected("\"3\"", null)).isEqualTo(new ExpectedVersion(false, Set.of(3L)));
    }

    private static ExpectedVersion expected(@Nullable String ifMatch, @Nullable String ifNoneMatch) {
        return ExpectedVersion.of(tags("If-Match", ifMatch), tags("If-None-Match", ifNoneMatch));
    }

    private static Optional<EntityTags> tags(String header, @Nullable String value) {
        return Optional.ofNullable(value).map(text -> EntityTags.parse(header, text));
    }
}
