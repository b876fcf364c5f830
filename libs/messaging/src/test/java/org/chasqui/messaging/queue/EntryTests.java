package org.chasqui.messaging.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EntryTests {

    @Test
    void isReadAsItWasWritten() {
        var random = new Random(1);
        for (var i = 0; i < 1_000; i++) {
            var entry = new Entry(
                    new Offset(random.nextLong(1, 1L << 49), UUID.randomUUID().toString()),
                    random.nextLong(0, 1L << 49),
                    random.nextBoolean() ? "" : UUID.randomUUID().toString(),
                    "{\"ü\":\"a:b|c%d\"}".formatted(i));

            assertThat(Entry.parse(entry.text())).contains(entry);
        }
    }

    @Test
    void followsTheOneBeforeIt() {
        var first = Entry.after(Offset.START, new Offset(1, "a"), "{}");

        assertThat(first.text()).isEqualTo("1:a:0:|{}");
        assertThat(Entry.after(first.offset(), new Offset(2, "b"), "{}").text()).isEqualTo("2:b:1:a|{}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "|",
                "garbage",
                "1:a:0|{}",
                "1:a:0:b:c|{}",
                "x:a:0:b|{}",
                "1:a:x:b|{}",
                "-1:a:0:b|{}",
                "+1:a:0:b|{}",
                ":a:0:b|{}",
                "1:a::b|{}",
                " 1:a:0:b|{}",
                "1.0:a:0:b|{}",
                "01:a:0:b|{}",
                "1:a:00:b|{}",
                "9999999999999999:a:0:b|{}",
                "١:a:0:b|{}",
                "1:a:0:b{}"
            })
    void isNothingElse(String text) {
        assertThat(Entry.parse(text)).isEmpty();
    }

    @Test
    void isNeverMadeOfNoise() {
        var random = new Random(2);
        for (var i = 0; i < 20_000; i++) {
            var noise = random.ints(random.nextInt(12), 0, 6)
                    .mapToObj(c -> "0a:|9 ".substring(c, c + 1))
                    .collect(Collectors.joining());

            // what is read can be written back, or it would be another entry to the scripts than to us
            Entry.parse(noise).ifPresent(entry -> assertThat(entry.text()).isEqualTo(noise));
        }
    }
}
