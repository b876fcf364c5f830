package org.chasqui.operations;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An operator's client of one service. */
final class Client {

    private final HttpClient http = HttpClient.newHttpClient();
    private final URI service;

    Client(int port) {
        service = URI.create("http://127.0.0.1:" + port);
    }

    record Answer(int status, HttpResponse<String> response) {

        JsonNode json() {
            return JsonMapper.shared().readTree(response.body());
        }

        String problem() {
            return json().path("type").asString("").replace("urn:chasqui:problem:", "");
        }

        boolean isReplayed() {
            return response.headers().firstValue("Idempotency-Replayed").isPresent();
        }
    }

    Answer get(String path, String... headers) {
        return send(request(path, headers).build());
    }

    Answer post(String path, String body, String... headers) {
        return send(request(path, headers)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build());
    }

    Answer push(String queue, Object message, String... headers) {
        return post(
                "/ops/queues/" + queue + "/push",
                "{\"message\":" + JsonMapper.shared().writeValueAsString(message) + "}",
                headers);
    }

    Answer pop(String queue, String... headers) {
        return post("/ops/queues/" + queue + "/pop", "", headers);
    }

    private HttpRequest.Builder request(String path, String... headers) {
        var request = HttpRequest.newBuilder(service.resolve(path));
        return headers.length == 0 ? request : request.headers(headers);
    }

    private Answer send(HttpRequest request) {
        try {
            var response = http.send(request, BodyHandlers.ofString());
            return new Answer(response.statusCode(), response);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
