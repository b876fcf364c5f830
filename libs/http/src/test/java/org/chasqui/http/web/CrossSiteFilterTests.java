package org.chasqui.http.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import org.chasqui.testing.Browser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Requests with the headers of a real browser, to a real Tomcat with Actuator. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.application.name=things-queries",
            "chasqui.allowed-hosts=shop.example,other.example",
            "spring.autoconfigure.exclude=org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
            "management.endpoint.health.validate-group-membership=false"
        })
class CrossSiteFilterTests {

    @LocalServerPort
    private int port;

    /** A write that passes fails later: with 404, 405 or, since it has no body, 400. */
    @ParameterizedTest
    @ValueSource(strings = {"/things/1", "/actuator/health", "/actuator", "/nothing"})
    void aPageOfAnotherSiteChangesNothing(String path) throws IOException {
        for (var page : Browser.foreignWrites().toList()) {
            refused(403, "cross-site-request", page.send(here(), "POST", path));
            refused(403, "cross-site-request", page.send(here(), "DELETE", path));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        Origin: http://localhost:1                                  | a page at another port
        Origin: null                                                | a sandboxed frame
        Origin: http://evil.example                                 | where the address is no secure context
        Sec-Fetch-Site: same-site                                   | a page at another port
        Sec-Fetch-Site: cross-site                                  | a page elsewhere
        Sec-Fetch-Site: new-site                                    | what is not known yet
        """)
    void eachHeaderAloneIsEnough(String header, String sender) throws IOException {
        refused(403, "cross-site-request", send("POST", "/things", "localhost:" + port, header + "\n"));
    }

    @Test
    void underAnotherNameNothingIsServed() throws IOException {
        refused(421, "misdirected-request", Browser.rebound().send(here(), "POST", "/things"));
        refused(421, "misdirected-request", Browser.rebound().send(here(), "GET", "/actuator/health"));
        refused(421, "misdirected-request", send("GET", "/actuator/health", "localhost.evil.example", ""));
        refused(421, "misdirected-request", send("GET", "/actuator/health", "10.0.0.1.evil.example", ""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "LOCALHOST:1",
                "127.0.0.1:1",
                "[::1]:1",
                "172.18.0.5:8080",
                "things-queries:8080",
                "shop.example",
                "other.example"
            })
    void underItsOwnNamesAndAtAnyAddressItServes(String host) throws IOException {
        assertThat(send("GET", "/actuator/health/liveness", host, "")).startsWith("HTTP/1.1 200");
        assertThat(send("POST", "/things", host, "Origin: http://" + host + "\n"))
                .startsWith("HTTP/1.1 400");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Sec-Fetch-Site: same-origin\n", "Sec-Fetch-Site: none\n", ""})
    void aProgramAndItsOwnPageMayChangeThings(String headers) throws IOException {
        assertThat(send("POST", "/things", "localhost:" + port, headers)).startsWith("HTTP/1.1 400");
    }

    /** The browser does not let the page read the answer. */
    @Test
    void aPageOfAnotherSiteMayAsk() throws IOException {
        assertThat(send(
                        "GET",
                        "/things",
                        "localhost:" + port,
                        "Sec-Fetch-Site: cross-site\nOrigin: http://evil.example\n"))
                .startsWith("HTTP/1.1 200");
    }

    private static void refused(int status, String slug, String answer) {
        assertThat(answer)
                .startsWith("HTTP/1.1 " + status)
                .containsIgnoringCase("content-type: application/problem+json")
                .contains("\"type\":\"urn:chasqui:problem:" + slug + "\"")
                .containsPattern("\"traceId\":\"[0-9a-f]{32}\"");
    }

    private URI here() {
        return URI.create("http://localhost:" + port);
    }

    private String send(String method, String path, String host, String headers) throws IOException {
        return new Browser("a program", host, headers).send(here(), method, path);
    }
}
