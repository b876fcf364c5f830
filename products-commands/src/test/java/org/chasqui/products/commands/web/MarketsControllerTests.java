package org.chasqui.products.commands.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.then;

import java.net.URI;
import java.util.Set;
import org.chasqui.http.versions.ExpectedVersion;
import org.chasqui.platform.Place;
import org.chasqui.products.commands.SampleMarkets;
import org.chasqui.products.commands.application.ChangeMarketHandler;
import org.chasqui.products.commands.application.ChangeMarketHandler.ChangeMarket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.webmvc.test.autoconfigure.WebMvcTest;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.test.context.bean.override.mockito.MockitoBean;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

@WebMvcTest(MarketsController.class)
class MarketsControllerTests {

    @Autowired
    private MockMvcTester mvc;

    @MockitoBean
    private ChangeMarketHandler changeMarket;

    @Test
    void answersTheMarketAsItWasFirstWritten() {
        given(changeMarket.handle(new ChangeMarket(new Place("NI", "LEÓN"), ExpectedVersion.ANY, true)))
                .willReturn(SampleMarkets.market("NI/León", true, 3));

        assertThat(put("NI/LE%C3%93N", "{\"active\": true}"))
                .hasStatusOk()
                .hasHeader(HttpHeaders.ETAG, "\"3\"")
                .bodyJson()
                .isStrictlyEqualTo("""
                        {"country": "NI", "city": "León", "active": true, "version": 3}""");
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '~', textBlock = """
            CR/San%20Jos%C3%A9, CR, San José
            JP/%E6%9D%B1%E4%BA%AC, JP, 東京
            EG/%D8%A7%D9%84%D9%82%D8%A7%D9%87%D8%B1%D8%A9, EG, القاهرة
            CA/Saint-Louis-du-Ha!%20Ha!, CA, Saint-Louis-du-Ha! Ha!
            NL/'s-Hertogenbosch, NL, 's-Hertogenbosch
            NI/100%25, NI, 100%
            NI/a%3Fb%23c, NI, a?b#c
            """)
    void takesCitiesOfAnyScript(String path, String country, String city) {
        given(changeMarket.handle(any())).willReturn(SampleMarkets.market("NI/León", true, 1));

        assertThat(put(path, "{\"active\": false}")).hasStatusOk();
        then(changeMarket).should().handle(new ChangeMarket(new Place(country, city), ExpectedVersion.ANY, false));
    }

    @Test
    void takesTheVersionThatTheChangeIsMeantFor() {
        given(changeMarket.handle(any())).willReturn(SampleMarkets.market("NI/León", true, 3));

        assertThat(mvc.put()
                        .uri("/api-commands/markets/NI/Managua")
                        .header(HttpHeaders.IF_MATCH, "\"2\"")
                        .contentType(MediaType.APPLICATION_JSON)
                        .content("{\"active\": true}")
                        .exchange())
                .hasStatusOk();
        then(changeMarket)
                .should()
                .handle(new ChangeMarket(new Place("NI", "Managua"), new ExpectedVersion(false, Set.of(2L)), true));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            ni/Managua   | {"active": true}   | country | must be a code of ISO 3166-1 in upper case, such as NI
            XX/Managua   | {"active": true}   | country | must be a code of ISO 3166-1 in upper case, such as NI
            NIC/Managua  | {"active": true}   | country | must be a code of ISO 3166-1 in upper case, such as NI
            NI/%20       | {"active": true}   | city    | must have 1 to 100 characters
            NI/a%09b     | {"active": true}   | city    | must not contain control characters
            NI/a%3Bb     | {"active": true}   | city    | must not contain a slash, a backslash or a semicolon, nor be only dots
            NI/Managua   | {}                 | active  | must not be null
            NI/Managua   | {"active": "yes"}  | active  | must be true or false
            """)
    void refusesAChangeAndNamesTheField(String path, String body, String field, String message) {
        assertThat(put(path, body))
                .hasStatus(400)
                .bodyJson()
                .hasPathSatisfying("$.errors[0].field", name -> assertThat(name).isEqualTo(field))
                .hasPathSatisfying(
                        "$.errors[0].message", text -> assertThat(text).isEqualTo(message));
        then(changeMarket).shouldHaveNoInteractions();
    }

    private MvcTestResult put(String path, String body) {
        return mvc.put()
                .uri(URI.create("/api-commands/markets/" + path))
                .contentType(MediaType.APPLICATION_JSON)
                .content(body)
                .exchange();
    }
}
