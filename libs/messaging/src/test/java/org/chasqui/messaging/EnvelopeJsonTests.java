package org.chasqui.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.chasqui.messaging.EnvelopeJson.MalformedEnvelope;
import org.chasqui.platform.Author;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;

class EnvelopeJsonTests {

    private static final UUID ID = UUID.fromString("0197c3a2-6c1e-7d3a-9b0e-3f5d2a1c4e77");
    private static final Instant AT = Instant.parse("2026-01-31T12:00:00Z");
    private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    private static final Author AUTHOR = new Author("app_user", "customer-7");

    private static final String ENVELOPE = """
            {"specversion":"1.0","type":"order.placed.v1","source":"urn:chasqui:orders","id":"0197c3a2-6c1e-7d3a-9b0e-3f5d2a1c4e77",\
            "subject":"order/17","time":"2026-01-31T12:00:00Z","aggregateversion":"2","traceparent":"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",\
            "authtype":"app_user","authid":"customer-7","data":{"name":"Ana \\"ñ\\" 🎒","since":"2026-01-01T00:00:00Z"}}""";

    record Data(@Nullable String name, @Nullable Instant since) {}

    @Test
    void isWrittenAsTheContractSaysAndReadBack() {
        var data = EnvelopeJson.data(new Data("Ana \"ñ\" 🎒", Instant.parse("2026-01-01T00:00:00Z")));

        var json = EnvelopeJson.write("orders", ID, "order.placed.v1", "order", 17, 2, AT, TRACE, AUTHOR, data);

        assertThat(json).isEqualTo(ENVELOPE);
        assertThat(EnvelopeJson.head(json).type()).isEqualTo("order.placed.v1");
        assertThat(EnvelopeJson.head(json).subject()).isEqualTo("order/17");
        assertThat(EnvelopeJson.head(json.substring(0, 50)).subject()).isEmpty();
        assertThat(EnvelopeJson.aggregate(json)).contains(new EnvelopeJson.Aggregate(17, 2));
        assertThat(EnvelopeJson.read(json, Data.class))
                .isEqualTo(new Message<>(
                        ID,
                        "order.placed.v1",
                        17,
                        2,
                        AT,
                        Optional.of(TRACE),
                        Optional.of(AUTHOR),
                        new Data("Ana \"ñ\" 🎒", Instant.parse("2026-01-01T00:00:00Z"))));
    }

    @Test
    void fieldsThatAReaderDoesNotKnowAreIgnoredEverywhere() {
        var newer = ENVELOPE.replace(
                        "{\"specversion\"", "{\"new\":{\"type\":\"x\"},\"list\":[{\"type\":\"y\"}],\"specversion\"")
                .replace("\"data\":{", "\"data\":{\"new\":{\"deep\":true},");

        assertThat(EnvelopeJson.head(newer).type()).isEqualTo("order.placed.v1");
        assertThat(EnvelopeJson.read(newer, Data.class)).isEqualTo(EnvelopeJson.read(ENVELOPE, Data.class));
    }

    @Test
    void theTypeIsReadInAnyOrderAndEvenWhereTheRestIsOfNoUse() {
        assertThat(EnvelopeJson.head("{\"data\":{\"type\":7},\"type\":\"a\"}").type())
                .isEqualTo("a");
        assertThat(EnvelopeJson.head("{\"specversion\":\"1.0\",\"type\":\"a\",").type())
                .isEqualTo("a");
    }

    @Test
    void aTraceThatIsNoneIsAbsent() {
        assertThat(EnvelopeJson.read(ENVELOPE.replace(TRACE, "nonsense"), Data.class)
                        .traceparent())
                .isEmpty();
        assertThat(EnvelopeJson.read(ENVELOPE.replace("\"" + TRACE + "\"", "null"), Data.class)
                        .traceparent())
                .isEmpty();
        assertThat(EnvelopeJson.write("orders", ID, "t", "a", 1, 1, AT, null, null, "{}"))
                .doesNotContain("traceparent", "auth");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "null",
                "17",
                "[]",
                "[{\"type\":\"a\"}]",
                "{}",
                "{\"id\":1}",
                "{\"type\":null}",
                "{\"type\":5}",
                "{\"type\":{}}",
                "{\"type\":{\"type\":\"a\"}}",
                "{\"id\":1,\"ty"
            })
    void aTypeThatIsNoneIsMalformed(String json) {
        assertThatThrownBy(() -> EnvelopeJson.head(json))
                .isInstanceOfAny(JacksonException.class, MalformedEnvelope.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"specversion", "id", "type", "subject", "time", "aggregateversion", "data"})
    void anEnvelopeThatLacksAPartIsMalformed(String part) {
        var without = ENVELOPE.replace("\"" + part + "\":", "\"other\":");

        assertThatThrownBy(() -> EnvelopeJson.read(without, Data.class))
                .isInstanceOfAny(JacksonException.class, MalformedEnvelope.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"order", "order/", "order/x", "order/99999999999999999999", ""})
    void aSubjectWithoutAnIdIsMalformed(String subject) {
        var envelope = ENVELOPE.replace("order/17", subject);

        assertThatThrownBy(() -> EnvelopeJson.read(envelope, Data.class)).isInstanceOf(MalformedEnvelope.class);
        assertThat(EnvelopeJson.aggregate(envelope)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "{}", "{\"subject\":\"order/17\"}", "{\"aggregateversion\":\"2\"}"})
    void anAggregateThatIsNoneIsAbsent(String json) {
        assertThat(EnvelopeJson.aggregate(json)).isEmpty();
    }

    /** Envelopes of an earlier layout lie in dead letters. */
    @Test
    void anEnvelopeOfAnotherLayoutIsMalformed() {
        var earlier = ENVELOPE.replace("\"specversion\":\"1.0\"", "\"v\":1");

        assertThatThrownBy(() -> EnvelopeJson.read(earlier, Data.class)).isInstanceOf(MalformedEnvelope.class);
    }

    @Test
    void dataThatDoesNotFitTheRecordIsMalformedAndNotRepeatedInTheError() {
        var broken = ENVELOPE.replace("\"2026-01-01T00:00:00Z\"", "\"a secret\"");

        assertThatThrownBy(() -> EnvelopeJson.read(broken, Data.class))
                .isInstanceOf(JacksonException.class)
                .hasMessageNotContaining("Ana");
    }

    @Test
    void theAttributesAreTheTextsBesideTheData() {
        assertThat(EnvelopeJson.attributes("{\"type\":\"a.b.v1\",\"n\":1,\"data\":{\"type\":\"other\"}}"))
                .containsExactly(Map.entry("type", "a.b.v1"));
        assertThat(EnvelopeJson.attributes("[\"type\"]")).isEmpty();
        assertThat(EnvelopeJson.attributes("no JSON")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no JSON", "{", "{},\"x\":1", "{}{}", "\"a\" \"b\"", "nul"})
    void onlyJsonStandsForItself(String text) {
        assertThat(EnvelopeJson.quotedUnlessJson(text))
                .startsWith("\"")
                .endsWith("\"")
                .isNotEqualTo(text);
        assertThat(EnvelopeJson.quotedUnlessJson("{\"a\": [1]}")).isEqualTo("{\"a\": [1]}");
    }
}
