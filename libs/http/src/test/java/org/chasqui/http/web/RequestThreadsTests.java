package org.chasqui.http.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The kind of the threads that answer requests, in a real Tomcat with the settings of every service. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.autoconfigure.exclude=org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
            "management.endpoint.health.validate-group-membership=false"
        })
@Import(RequestThreadsTests.OwnThread.class)
class RequestThreadsTests {

    @LocalServerPort
    private int port;

    @RestController
    static class OwnThread {
        @GetMapping("/own-thread")
        String kind() {
            return Thread.currentThread().isVirtual() ? "virtual" : "platform";
        }
    }

    @Test
    void answersOnPlatformThreads() throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d/own-thread".formatted(port)))
                    .build();

            assertThat(client.send(request, HttpResponse.BodyHandlers.ofString())
                            .body())
                    .isEqualTo("platform");
        }
    }
}
