package org.chasqui.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class TextRuleTests {

    private final TextRule rule = new TextRule(1, 5);

    @Test
    void countsCodePointsAfterTrimming() {
        assertThat(rule.violationIn("  12345\n")).isEmpty();
        assertThat(rule.violationIn("🦙🦙🦙🦙🦙")).isEmpty();
        assertThat(rule.violationIn("123456")).contains("must have 1 to 5 characters");
        assertThat(rule.violationIn(" \t ")).contains("must have 1 to 5 characters");
    }

    @Test
    void takesNothingWhereNothingIsAllowed() {
        assertThat(new TextRule(0, 5).violationIn("  ")).isEmpty();
        assertThat(new TextRule(0, 5).violationIn("123456")).contains("must have at most 5 characters");
    }

    @Test
    void refusesControlCharactersInside() {
        assertThat(rule.violationIn("a\u0000b")).contains("must not contain control characters");
        assertThat(rule.violationIn("a\nb")).contains("must not contain control characters");
        assertThat(rule.violationIn("a\u009fb")).contains("must not contain control characters");
    }

    @Test
    void refusesHalfOfASurrogatePair() {
        assertThat(rule.violationIn("a\ud83e")).contains("must not contain half of a surrogate pair");
        assertThat(rule.violationIn("\udd99a")).contains("must not contain half of a surrogate pair");
    }

    @Test
    void trimsAndKeepsTheRestAsItIs() {
        assertThat(rule.trimmed(" e\u0301a ")).isEqualTo("e\u0301a");
        assertThatIllegalArgumentException().isThrownBy(() -> rule.trimmed("123456"));
    }
}
