package org.chasqui.systemtests.journeys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.chasqui.systemtests.journeys.ProblemAssertions.assertProblem;

import java.net.http.HttpRequest.BodyPublishers;
import java.util.regex.Pattern;
import org.chasqui.systemtests.Journey;
import org.chasqui.systemtests.openapi.Documents;
import org.chasqui.systemtests.shop.Answer;
import org.chasqui.systemtests.shop.Shop;
import org.chasqui.testing.ContractSamples;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks that the gateway serves the page that shows the interface, everything that the page needs, and nothing else. */
@Journey
class DocsPageIT {

    static final Iterable<String> SERVICES = Documents.SERVICES;

    private final Shop shop;

    DocsPageIT(Shop shop) {
        this.shop = shop;
    }

    @Test
    void theShortAddressLeadsToThePage() {
        var answer = shop.get("/docs");

        assertThat(answer.status()).isEqualTo(308);
        assertThat(answer.header("Location")).contains("/docs/");
    }

    @Test
    void thePageMayLoadNothingFromElsewhere() {
        assertThat(page().header("Content-Security-Policy").orElse(""))
                .contains("default-src 'none'", "script-src 'self'", "connect-src 'self'")
                .doesNotContain("http", "unsafe-eval");
    }

    /** Without it a phone shows the page as wide as a desk's, in letters that nobody can read. */
    @Test
    void thePageIsAsWideAsAPhone() {
        assertThat(page().body()).contains("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
    }

    @Test
    void everyFileThatThePageNamesIsServed() {
        var names = Pattern.compile("(?:src|href)=\"([^\"]+[^/\"])\"")
                .matcher(page().body())
                .results()
                .map(found -> found.group(1))
                .toList();
        assertThat(names).hasSizeGreaterThan(4);
        for (var name : names) {
            var type = switch (name.replaceFirst(".*\\.", "")) {
                case "js" -> "text/javascript";
                case "css" -> "text/css";
                case "png" -> "image/png";
                default -> throw new AssertionError("unexpected reference: " + name);
            };
            assertThat(served("/docs/" + name).mediaType()).as(name).isEqualTo(type);
        }
    }

    @Test
    void thePageListsTheSixServices() {
        assertThat(served("/docs/page.js").body()).contains(Documents.SERVICES);
    }

    @ParameterizedTest
    @FieldSource("SERVICES")
    void theCommittedDocumentIsServed(String service) {
        var answer = served("/docs/openapi/" + service + ".json");

        assertThat(answer.mediaType()).isEqualTo("application/json");
        assertThat(answer.body()).isEqualTo(Documents.read("openapi/" + service + ".json"));
    }

    @Test
    void theEventsAreServed() {
        for (var name : new String[] {"asyncapi", "envelope", "order", "order.placed.v1"}) {
            var answer = served("/docs/events/" + name + ".json");

            assertThat(answer.mediaType()).isEqualTo("application/json");
            assertThat(answer.asJson()).isEqualTo(ContractSamples.file(name));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/docs/openapi",
                "/docs/openapi/",
                "/docs/openapi/invoices-commands.json",
                "/docs/events/order.placed.v9.json",
                "/docs/swagger-ui",
                "/docs/../chasqui-state",
                "/docs/..%2fconf/gateway.conf"
            })
    void nothingElseIsServed(String path) {
        var answer = shop.get(path);

        assertThat(answer.status()).as(answer.toString()).isEqualTo(404);
        assertProblem(answer);
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH"})
    void thePageAllowsReadsOnly(String method) {
        for (var path : new String[] {"/docs", "/docs/", "/docs/openapi/users-queries.json"}) {
            var answer = shop.send(
                    shop.request(path).method(method, BodyPublishers.noBody()).build());

            assertThat(answer.status()).as(answer.toString()).isEqualTo(405);
            assertThat(answer.header("Allow")).contains("GET, HEAD");
            assertProblem(answer);
        }
    }

    private Answer page() {
        var page = served("/docs/");
        assertThat(page.mediaType()).isEqualTo("text/html");
        return page;
    }

    private Answer served(String path) {
        var answer = shop.get(path);
        assertThat(answer.status()).as(answer.request()).isEqualTo(200);
        return answer;
    }
}
