package org.chasqui.http.idempotency;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.chasqui.http.InvalidParameter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockHttpServletRequest;

class IdempotencyKeyTests {

    private final MockHttpServletRequest request = new MockHttpServletRequest();

    @Test
    void isAnyTextThatTheClientLikes() {
        assertThat(key("8e03978e-40d5-43e8-bc93-6894a57f9324")).isEqualTo("8e03978e-40d5-43e8-bc93-6894a57f9324");
        assertThat(key("\"a structured string\", with a comma")).isEqualTo("\"a structured string\", with a comma");
        assertThat(key("x")).isEqualTo("x");
    }

    @Test
    void hasAtMostTwoHundredCharactersHoweverManyBytesTheyAre() {
        assertThat(key(onTheWire("🦙".repeat(200)))).isEqualTo("🦙".repeat(200));
        assertRefused(onTheWire("🦙".repeat(201)), "must have 1 to 200 characters");
    }

    @Test
    void isReadAsItIsWhereItIsNotUtf8() {
        assertThat(key("\u00e9")).isEqualTo("\u00e9");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " "})
    void isNotEmpty(String value) {
        assertRefused(value, "must have 1 to 200 characters");
    }

    @Test
    void hasNoControlCharacters() {
        assertRefused("a\u0007b", "must not contain control characters");
        assertRefused("a\u0090b", "must not contain control characters");
    }

    @Test
    void comesOnceOrNotAtAll() {
        assertThat(IdempotencyKey.of(request)).isEmpty();
        request.addHeader("Idempotency-Key", "one");
        assertRefused("two", "must be sent once");
    }

    private String key(String header) {
        var one = new MockHttpServletRequest();
        one.addHeader("Idempotency-Key", header);
        return IdempotencyKey.of(one).orElseThrow().value();
    }

    private void assertRefused(String header, String complaint) {
        request.addHeader("Idempotency-Key", header);
        assertThatExceptionOfType(InvalidParameter.class)
                .isThrownBy(() -> IdempotencyKey.of(request))
                .withMessage("Idempotency-Key " + complaint);
        request.removeHeader("Idempotency-Key");
    }

    private static String onTheWire(String text) {
        return new String(text.getBytes(UTF_8), ISO_8859_1);
    }
}
