package org.chasqui.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.webmvc.test.autoconfigure.WebMvcTest;
import org.springframework.test.web.servlet.assertj.MockMvcTester;

@WebMvcTest
class PageQueryTests {

    @Autowired
    private MockMvcTester mvc;

    @Test
    void beginsAtTheBeginningWithFiftyRows() {
        assertThat(mvc.get().uri("/things").exchange())
                .hasStatusOk()
                .bodyJson()
                .isStrictlyEqualTo("[50, 0, \"null\", \"null\", \"null\"]");
    }

    @Test
    void takesWhatIsGiven() {
        assertThat(mvc.get()
                        .uri("/things?limit=200&after=17&maker=3&colour=red")
                        .exchange())
                .hasStatusOk()
                .bodyJson()
                .isStrictlyEqualTo("[200, 17, \"3\", \"red\", \"null\"]");
    }

    @ParameterizedTest
    @CsvSource({
        "2026-01-31T12:00:00Z, 2026-01-31T12:00:00Z",
        "2026-01-31T12:00:00.123456789Z, 2026-01-31T12:00:00.123456789Z",
        "2026-01-31T06:30:00-05:30, 2026-01-31T12:00:00Z",
        "2026-01-31T13:00:00.5%2B01:00, 2026-01-31T12:00:00.500Z",
        "0000-01-01T00:00:00Z, 0000-01-01T00:00:00Z"
    })
    void takesATimeWithItsOffset(String text, String instant) {
        assertThat(mvc.get().uri(URI.create("/things?since=" + text)).exchange())
                .hasStatusOk()
                .bodyJson()
                .extractingPath("$[4]")
                .isEqualTo(instant);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            limit=0                     | limit  | must be greater than or equal to 1
            limit=201                   | limit  | must be less than or equal to 200
            limit=many                  | limit  | must be a whole number within range
            limit=1.5                   | limit  | must be a whole number within range
            limit=0x10                  | limit  | must be a whole number within range
            limit=%2310                 | limit  | must be a whole number within range
            limit=1%200                 | limit  | must be a whole number within range
            limit=                      | limit  | must be a whole number within range
            after=-1                    | after  | must be greater than or equal to 0
            after=99999999999999999999  | after  | must be a whole number within range
            maker=0                     | maker  | must be greater than or equal to 1
            colour=blue                 | colour | must be one of red, green
            since=                      | since  | must be a time with its offset, such as 2026-01-31T12:00:00Z
            since=2026-01-31            | since  | must be a time with its offset, such as 2026-01-31T12:00:00Z
            since=2026-01-31T12:00:00   | since  | must be a time with its offset, such as 2026-01-31T12:00:00Z
            since=2026-01-31T12:00Z     | since  | must be a time with its offset, such as 2026-01-31T12:00:00Z
            since=2026-02-30T12:00:00Z  | since  | must be a time with its offset, such as 2026-01-31T12:00:00Z
            since=%2B12026-01-31T12:00:00Z  | since | must be a time with its offset, such as 2026-01-31T12:00:00Z
            since=Sat,%2031%20Jan%202026%2012:00:00%20GMT | since | must be a time with its offset, such as 2026-01-31T12:00:00Z
            since=1769860800            | since  | must be a time with its offset, such as 2026-01-31T12:00:00Z
            """)
    void refusesAndNamesTheParameter(String query, String parameter, String message) {
        assertThat(mvc.get().uri(URI.create("/things?" + query)).exchange())
                .hasStatus(400)
                .bodyJson()
                .hasPathSatisfying("$.type", type -> assertThat(type).asString().endsWith(":validation-failed"))
                .hasPathSatisfying("$.errors[0].field", name -> assertThat(name).isEqualTo(parameter))
                .hasPathSatisfying(
                        "$.errors[0].message", text -> assertThat(text).isEqualTo(message));
    }
}
