package org.chasqui.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.chasqui.messaging.EnvelopeJson.MalformedEnvelope;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;

class EnvelopeJsonTests {

    private static final UUID ID = UUID.fromString("0197c3a2-6c1e-7d3a-9b0e-3f5d2a1c4e77");
    private static final Instant AT = Instant.parse("2026-01-31T12:00:00Z");
    private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    private static final String ENVELOPE = """
            {"v":1,"id":"0197c3a2-6c1e-7d3a-9b0e-3f5d2a1c4e77","type":"order.placed.v1","aggregate":{"type":"order","id":17},"version":2,\
            "at":"2026-01-31T12:00:00Z","traceparent":"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",\
            "data":{"name":"Ana \\"ñ\\" 🎒","since":"2026-01-01T00:00:00Z"}}""";

    record Data(@Nullable String name, @Nullable Instant since) {}

    @Test
    void isWrittenAsTheContractSaysAndReadBack() {
        var data = EnvelopeJson.data(new Data("Ana \"ñ\" 🎒", Instant.parse("2026-01-01T00:00:00Z")));

        var json = EnvelopeJson.write(1, ID, "order.placed.v1", "order", 17, 2, AT, TRACE, data);

        assertThat(json).isEqualTo(ENVELOPE);
        assertThat(EnvelopeJson.head(json)).isEqualTo(new EnvelopeJson.Head("order.placed.v1", 1));
        assertThat(EnvelopeJson.read(json, Data.class))
                .isEqualTo(new Message<>(
                        ID,
                        "order.placed.v1",
                        17,
                        2,
                        AT,
                        Optional.of(TRACE),
                        new Data("Ana \"ñ\" 🎒", Instant.parse("2026-01-01T00:00:00Z"))));
    }

    @Test
    void fieldsThatAReaderDoesNotKnowAreIgnoredEverywhere() {
        var newer = ENVELOPE.replace("{\"v\":1,", "{\"new\":{\"v\":9,\"type\":\"x\"},\"list\":[{\"v\":8}],\"v\":1,")
                .replace("\"aggregate\":{", "\"aggregate\":{\"new\":[1],")
                .replace("\"data\":{", "\"data\":{\"new\":{\"deep\":true},");

        assertThat(EnvelopeJson.head(newer)).isEqualTo(new EnvelopeJson.Head("order.placed.v1", 1));
        assertThat(EnvelopeJson.read(newer, Data.class)).isEqualTo(EnvelopeJson.read(ENVELOPE, Data.class));
    }

    @Test
    void theHeadIsReadInAnyOrderAndEvenWhereTheRestIsOfNoUse() {
        assertThat(EnvelopeJson.head("{\"type\":\"a\",\"data\":{\"v\":7},\"v\":3}"))
                .isEqualTo(new EnvelopeJson.Head("a", 3));
        assertThat(EnvelopeJson.head("{\"v\":3,\"type\":\"a\",")).isEqualTo(new EnvelopeJson.Head("a", 3));
    }

    @Test
    void aTraceThatIsNoneIsAbsent() {
        assertThat(EnvelopeJson.read(ENVELOPE.replace(TRACE, "nonsense"), Data.class)
                        .traceparent())
                .isEmpty();
        assertThat(EnvelopeJson.read(ENVELOPE.replace("\"" + TRACE + "\"", "null"), Data.class)
                        .traceparent())
                .isEmpty();
        assertThat(EnvelopeJson.write(1, ID, "t", "a", 1, 1, AT, null, "{}")).doesNotContain("traceparent");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "null",
                "17",
                "[]",
                "[{\"v\":1,\"type\":\"a\"}]",
                "{}",
                "{\"v\":1}",
                "{\"type\":\"a\"}",
                "{\"v\":0,\"type\":\"a\"}",
                "{\"v\":-1,\"type\":\"a\"}",
                "{\"v\":\"x\",\"type\":\"a\"}",
                "{\"v\":null,\"type\":\"a\"}",
                "{\"v\":1,\"type\":null}",
                "{\"v\":1,\"type\":5}",
                "{\"v\":1,\"type\":{}}",
                "{\"v\":1.5,\"type\":\"a\"}",
                "{\"v\":1,\"ty"
            })
    void aHeadThatIsNoneIsMalformed(String json) {
        assertThatThrownBy(() -> EnvelopeJson.head(json))
                .isInstanceOfAny(JacksonException.class, MalformedEnvelope.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"id", "type", "aggregate", "version", "at", "data"})
    void anEnvelopeThatLacksAPartIsMalformed(String part) {
        var without = ENVELOPE.replace("\"" + part + "\":", "\"other\":");

        assertThatThrownBy(() -> EnvelopeJson.read(without, Data.class))
                .isInstanceOfAny(JacksonException.class, MalformedEnvelope.class);
    }

    @Test
    void dataThatDoesNotFitTheRecordIsMalformedAndNotRepeatedInTheError() {
        var broken = ENVELOPE.replace("\"2026-01-01T00:00:00Z\"", "\"a secret\"");

        assertThatThrownBy(() -> EnvelopeJson.read(broken, Data.class))
                .isInstanceOf(JacksonException.class)
                .hasMessageNotContaining("Ana");
    }
}
