package org.chasqui.http.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.webmvc.test.autoconfigure.WebMvcTest;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

@WebMvcTest
class StrictJsonTests {

    @Autowired
    private MockMvcTester mvc;

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            {"name": "ana", "amount": "1"}                                | amount          | must be a whole number within range
            {"name": "ana", "amount": 1.5}                                | amount          | must be a whole number within range
            {"name": "ana", "amount": 1.0}                                | amount          | must be a whole number within range
            {"name": "ana", "amount": 1e999999999}                        | amount          | must be a whole number within range
            {"name": "ana", "amount": ""}                                 | amount          | must be a whole number within range
            {"name": "ana", "amount": true}                               | amount          | must be a whole number within range
            {"name": "ana", "amount": {}}                                 | amount          | must be a whole number within range
            {"name": "ana", "amount": [1]}                                | amount          | must be a whole number within range
            {"name": "ana", "amount": 99999999999999999999}               | amount          | is out of range
            {"name": "ana", "amount": 9007199254740992}                   | amount          | must be less than or equal to 9007199254740991
            {"name": "ana", "amount": null}                               | amount          | must not be null
            {"name": "ana"}                                               | amount          | must not be null
            {"name": 1, "amount": 1}                                      | name            | must be a string
            {"name": 1.5, "amount": 1}                                    | name            | must be a string
            {"name": true, "amount": 1}                                   | name            | must be a string
            {"name": ["ana"], "amount": 1}                                | name            | must be a string
            {"name": {"a": 1}, "amount": 1}                               | name            | must be a string
            {"name": "  ", "amount": 1}                                   | name            | must have 1 to 5 characters
            {"name": "a\\u0000b", "amount": 1}                            | name            | must not contain control characters
            {"name": "a\\ud800", "amount": 1}                             | name            | must not contain half of a surrogate pair
            {"name": "ana", "amount": 1, "flag": "true"}                  | flag            | must be true or false
            {"name": "ana", "amount": 1, "flag": 1}                       | flag            | must be true or false
            {"name": "ana", "amount": 1, "colour": "blue"}                | colour          | must be one of red, green
            {"name": "ana", "amount": 1, "colour": 0}                     | colour          | must be one of red, green
            {"name": "ana", "amount": 1, "parts": {}}                     | parts           | must be an array
            {"name": "ana", "amount": 1, "parts": [{"weight": "1"}]}      | parts[0].weight | must be a whole number within range
            {"name": "ana", "amount": 1, "parts": [1]}                    | parts[0]        | must be an object
            {"name": "ana", "amount": 1, "size": 2}                       | size            | is not a field here; known are amount, colour, flag, name, parts
            """)
    void refusesAndNamesTheField(String body, String field, String message) {
        assertThat(post(body))
                .hasStatus(400)
                .bodyJson()
                .hasPathSatisfying("$.type", type -> assertThat(type).asString().endsWith(":validation-failed"))
                .hasPathSatisfying(
                        "$.errors.length()", count -> assertThat(count).isEqualTo(1))
                .hasPathSatisfying("$.errors[0].field", name -> assertThat(name).isEqualTo(field))
                .hasPathSatisfying(
                        "$.errors[0].message", text -> assertThat(text).isEqualTo(message));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            {"name": "ana", "amount": 1} x         | The body is not valid JSON at line 1, column 30.
            {"name": "ana", "amount": 1} {}        | The body goes on after its JSON value, at line 1, column 30.
            {"name": "ana",                        | The body is not valid JSON at line 1, column 16.
            {'name': 'ana'}                        | The body is not valid JSON at line 1, column 2.
            {"name": "ana", "amount": NaN}         | The body is not valid JSON at line 1, column 30.
            {"name": "ana", "amount": 01}          | The body is not valid JSON at line 1, column 28.
            []                                     | The body must be a JSON object.
            "ana"                                  | The body must be a JSON object.
            7                                      | The body must be a JSON object.
            null                                   | A JSON object is required as the body.
            {"name": "ana", "name": "eva"}         | The field 'name' appears twice.
            """)
    void saysWhereABodyIsMalformed(String body, String detail) {
        assertThat(post(body))
                .hasStatus(400)
                .bodyJson()
                .hasPathSatisfying("$.type", type -> assertThat(type).asString().endsWith(":malformed-request"))
                .hasPathSatisfying("$.detail", text -> assertThat(text).isEqualTo(detail));
    }

    @Test
    void requiresABody() {
        assertThat(post(""))
                .hasStatus(400)
                .bodyJson()
                .extractingPath("$.detail")
                .isEqualTo("A JSON object is required as the body.");
    }

    @Test
    void namesAFieldThatAppearsTwice() {
        assertThat(post("{\"name\": \"ana\", \"name\": \"eva\"}"))
                .bodyJson()
                .extractingPath("$.errors[0].field")
                .isEqualTo("name");
    }

    @Test
    void refusesBytesThatAreNotUtf8() {
        assertMalformed(post(new byte[] {'{', '"', 'n', 'a', 'm', 'e', '"', ':', '"', (byte) 0xff, '"', '}'}));
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-32", "ISO-8859-1"})
    void takesUtf8AndNoOtherEncoding(String encoding) {
        assertMalformed(post("{\"name\": \"añä\", \"amount\": 1}".getBytes(Charset.forName(encoding))));
    }

    @Test
    void refusesDeepNestingAndHugeNumbers() {
        assertMalformed(post("[".repeat(50_000)));
        assertMalformed(post("{\"parts\":[".repeat(5_000)));
        assertMalformed(post("{\"amount\": " + "9".repeat(50_000) + "}"));
        assertMalformed(post("{\"" + "k".repeat(50_000) + "\": 1}"));
    }

    @Test
    void refusesABodyOverItsLimit() {
        assertThat(post("{\"name\": \"" + "x".repeat(70_000) + "\"}"))
                .hasStatus(413)
                .bodyJson()
                .extractingPath("$.type")
                .asString()
                .endsWith(":payload-too-large");
    }

    @Test
    void tellsWhatIsAbsentFromWhatIsNull() {
        assertThat(put("{}")).hasStatusOk().bodyJson().isStrictlyEqualTo("""
                {"name": "unchanged", "nick": "unchanged", "amount": -1}""");
        assertThat(put("{\"nick\": null, \"amount\": 7}"))
                .hasStatusOk()
                .bodyJson()
                .isStrictlyEqualTo("""
                {"name": "unchanged", "nick": null, "amount": 8}""");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            {"name": null}          | name   | must not be null
            {"name": "too long"}    | name   | must have 1 to 5 characters
            {"name": 5}             | name   | must be a string
            {"nick": ""}            | nick   | must have 1 to 5 characters
            {"amount": -1}          | amount | must be greater than or equal to 0
            {"amount": "1"}         | amount | must be a whole number within range
            """)
    void checksWhatChanges(String body, String field, String message) {
        assertThat(put(body))
                .hasStatus(400)
                .bodyJson()
                .hasPathSatisfying("$.errors[0].field", name -> assertThat(name).isEqualTo(field))
                .hasPathSatisfying(
                        "$.errors[0].message", text -> assertThat(text).isEqualTo(message));
    }

    private static void assertMalformed(MvcTestResult answer) {
        assertThat(answer)
                .hasStatus(400)
                .bodyJson()
                .extractingPath("$.type")
                .asString()
                .endsWith(":malformed-request");
    }

    private MvcTestResult post(String body) {
        return post(body.getBytes(StandardCharsets.UTF_8));
    }

    private MvcTestResult post(byte[] body) {
        return mvc.post()
                .uri("/things")
                .contentType(MediaType.APPLICATION_JSON)
                .content(body)
                .exchange();
    }

    private MvcTestResult put(String body) {
        return mvc.put()
                .uri("/things/1")
                .contentType(MediaType.APPLICATION_JSON)
                .content(body)
                .exchange();
    }
}
