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
                .isStrictlyEqualTo("[50, 0, \"null\", \"null\"]");
    }

    @Test
    void takesWhatIsGiven() {
        assertThat(mvc.get()
                        .uri("/things?limit=200&after=17&maker=3&colour=red")
                        .exchange())
                .hasStatusOk()
                .bodyJson()
                .isStrictlyEqualTo("[200, 17, \"3\", \"red\"]");
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
