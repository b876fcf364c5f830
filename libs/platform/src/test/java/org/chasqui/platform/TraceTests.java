package org.chasqui.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.MDC;

class TraceTests {

    private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    @Test
    void isInTheLogLinesOfTheActionAndGoneAfterIt() {
        Trace.during(Optional.of(TRACE), () -> {
            assertThat(Trace.current()).contains(TRACE);
            assertThat(MDC.get(Trace.TRACE_ID)).isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
        });

        assertThat(Trace.current()).isEmpty();
        assertThat(MDC.get(Trace.TRACE_ID)).isNull();
    }

    @Test
    void givesWayToTheTraceThatItInterrupted() {
        Trace.during(Optional.of(TRACE), () -> {
            Trace.during(
                    Optional.of(TRACE.replace("4bf9", "5555")),
                    () -> assertThat(Trace.currentId()).contains("55552f3577b34da6a3ce929d0e0e4736"));

            assertThat(Trace.current()).contains(TRACE);
            assertThat(Trace.currentId()).contains("4bf92f3577b34da6a3ce929d0e0e4736");
        });
    }

    @Test
    void staysUntilItIsLeft() {
        Trace.enter(Optional.of(TRACE));
        assertThat(Trace.current()).contains(TRACE);

        Trace.leave();
        assertThat(Trace.current()).isEmpty();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                "x",
                "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
                "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\n"
            })
    void isNothingElse(String text) {
        assertThat(Trace.valid(text)).isEmpty();
    }
}
