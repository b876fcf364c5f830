package org.chasqui.http.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceparentTests {

    private static final String ID = "4bf92f3577b34da6a3ce929d0e0e4736";

    @Test
    void keepsTheCallersTrace() {
        var sent = Traceparent.sent("00-" + ID + "-00f067aa0ba902b7-01").orElseThrow();
        assertThat(sent.traceId()).isEqualTo(ID);
        assertThat(sent.value()).endsWith("-00f067aa0ba902b7-01");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00",
                "01-" + ID + "-00f067aa0ba902b7-01",
                "00-" + ID + "-0000000000000000-01",
                "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
                "00-" + ID + "-00f067aa0ba902b7-01\n",
                "00-" + ID + "-00f067aa0ba902b7-01-x"
            })
    void ignoresAHeaderThatIsNotWellFormed(String header) {
        assertThat(Traceparent.sent(header)).isEmpty();
    }

    @Test
    void startsATraceFromTheRequestId() {
        var started =
                Traceparent.ofRequest(ID.toUpperCase(java.util.Locale.ROOT)).orElseThrow();
        assertThat(started.traceId()).isEqualTo(ID);
        assertThat(Traceparent.sent(started.value())).contains(started);
        assertThat(Traceparent.ofRequest("not an id")).isEmpty();
        assertThat(Traceparent.ofRequest(null)).isEmpty();
    }

    @Test
    void startsARandomTraceOtherwise() {
        assertThat(Traceparent.sent(Traceparent.random().value())).isPresent();
        assertThat(Traceparent.random()).isNotEqualTo(Traceparent.random());
    }
}
