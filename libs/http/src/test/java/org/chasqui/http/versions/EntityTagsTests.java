package org.chasqui.http.versions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import org.chasqui.http.InvalidParameter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockHttpServletRequest;

class EntityTagsTests {

    @Test
    void areOneTag() {
        assertThat(parse("\"3\"").tags()).containsExactly(EntityTag.of(3));
        assertThat(parse("  \"3.7\"\t").tags()).containsExactly(EntityTag.of(3, 7));
        assertThat(parse("\"\"").tags()).containsExactly(new EntityTag(false, ""));
    }

    @Test
    void areAListWithCommasInsideTagsAndNothingBetweenThem() {
        assertThat(parse("\"a,b\" ,, W/\"2\",\"\u00e9\",").tags())
                .containsExactly(new EntityTag(false, "a,b"), new EntityTag(true, "2"), new EntityTag(false, "\u00e9"));
    }

    /** An expression that tries every way to divide the blanks once took a second for one header. */
    @Test
    @Timeout(60)
    void areReadInOneGoHoweverLongTheHeader() {
        assertThatExceptionOfType(InvalidParameter.class)
                .isThrownBy(() -> parse("\"1\"," + " ".repeat(1_000_000) + "x"));
    }

    @Test
    void areAny() {
        assertThat(parse(" * ")).isEqualTo(new EntityTags(true, List.of()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                ",",
                "3",
                "\"3",
                "3\"",
                "'3'",
                "w/\"3\"",
                "W/ \"3\"",
                "W/3",
                "*, \"3\"",
                "\"3\", *",
                "**",
                "\"1\" \"2\"",
                "\"1\";\"2\"",
                "\"a b\"",
                "\"a\u007f\"",
                "\"\u0101\""
            })
    void areNothingElse(String value) {
        assertThatExceptionOfType(InvalidParameter.class)
                .isThrownBy(() -> parse(value))
                .withMessage("If-Match must be * or a list of entity tags, each in double quotes");
    }

    /** RFC 9110, section 8.8.3.2. */
    @ParameterizedTest
    @CsvSource(quoteCharacter = '~', textBlock = """
            W/"1", W/"1", true
            W/"1", W/"2", false
            W/"1", "1",   true
            "1",   "1",   true
            """)
    void compareAsTheStandardSays(String one, String other, boolean weakly) {
        assertThat(tag(one).isWeakly(tag(other))).isEqualTo(weakly);
    }

    @Test
    void readTheSameAsTheyWereWritten() {
        assertThat(parse(EntityTag.of(3, 7).toString()).tags()).containsExactly(EntityTag.of(3, 7));
        assertThat(tag("W/\"x\"")).hasToString("W/\"x\"");
    }

    @Test
    void mayComeInSeveralLines() {
        var request = new MockHttpServletRequest();
        request.addHeader("If-None-Match", "\"1\"");
        request.addHeader("If-None-Match", "W/\"2\"");

        assertThat(EntityTags.isKnownTo(request, EntityTag.of(2))).isTrue();
        assertThat(EntityTags.isKnownTo(request, EntityTag.of(3))).isFalse();
        assertThat(EntityTags.isKnownTo(new MockHttpServletRequest(), EntityTag.of(1)))
                .isFalse();
    }

    private static EntityTags parse(String value) {
        return EntityTags.parse("If-Match", value);
    }

    private static EntityTag tag(String value) {
        return parse(value).tags().getFirst();
    }
}
