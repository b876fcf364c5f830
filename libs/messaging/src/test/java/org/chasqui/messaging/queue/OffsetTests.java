package org.chasqui.messaging.queue;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class OffsetTests {

    @Test
    void isReadAsItWasWritten() {
        assertThat(Offset.parse(Offset.START.toString())).contains(Offset.START);
        assertThat(Offset.parse("17:an-id")).contains(new Offset(17, "an-id"));
        assertThat(Offset.parse("17:an:id")).contains(new Offset(17, "an:id"));
    }

    /** One that is read but written back otherwise would never be equal to what Redis holds, and a relay would ask for ever. */
    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", ":", "17", "x:a", "-1:a", "007:a", "00:", "1 :a", "1234567890123456:a"})
    void isNothingElse(String text) {
        assertThat(Offset.parse(text)).isEmpty();
    }
}
