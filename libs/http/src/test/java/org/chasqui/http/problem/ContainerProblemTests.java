package org.chasqui.http.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Requests that never reach a controller, sent byte by byte to a real Tomcat. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.autoconfigure.exclude=org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
            "management.endpoint.health.validate-group-membership=false"
        })
class ContainerProblemTests {

    @LocalServerPort
    private int port;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            GET /things/{bad} HTTP/1.1          | Host: localhost    | 400 | malformed-request
            GET /things/%zz HTTP/1.1            | Host: localhost    | 400 | malformed-request
            GET /things/..%2f HTTP/1.1          | Host: localhost    | 400 | malformed-request
            GET /things/%00 HTTP/1.1            | Host: localhost    | 400 | malformed-request
            GE(T /things HTTP/1.1               | Host: localhost    | 400 | malformed-request
            GET /things HTTP/1.1                | No-Host: here      | 400 | malformed-request
            GET /things HTTP/1.1                | Host: a b          | 400 | malformed-request
            TRACE /things HTTP/1.1              | Host: localhost    | 405 | method-not-allowed
            GET /things/../../etc HTTP/1.1      | Host: localhost    | 400 | malformed-request
            GET //things HTTP/1.1               | Host: localhost    | 404 | not-found
            GET /things;x=1/7;y HTTP/1.1        | Host: localhost    | 404 | not-found
            """)
    void areAnsweredAsProblems(String line, String header, int status, String slug) throws IOException {
        assertThat(send(line + "\r\n" + header + "\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 " + status)
                .containsIgnoringCase("content-type: application/problem+json")
                .contains("\"type\":\"urn:chasqui:problem:" + slug + "\"")
                .doesNotContain("Exception", "Apache", "<html");
    }

    @Test
    void aRequestWithTooManyHeadersIsAnsweredWithItsTrace() throws IOException {
        var id = "4bf92f3577b34da6a3ce929d0e0e4736";

        assertThat(send("GET /things HTTP/1.1\r\nHost: localhost\r\nX-Request-Id: " + id + "\r\n"
                        + "a: b\r\n".repeat(200) + "Connection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 400")
                .contains("\"type\":\"urn:chasqui:problem:malformed-request\"", "\"traceId\":\"" + id + "\"");
    }

    @Test
    void aRequestWithTooManyParametersIsMalformed() throws IOException {
        assertThat(send("GET /things?" + "a=b&".repeat(1_500)
                        + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 400")
                .contains("\"type\":\"urn:chasqui:problem:malformed-request\"", "\"traceId\":\"");
    }

    private String send(String request) throws IOException {
        try (var socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(60_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
