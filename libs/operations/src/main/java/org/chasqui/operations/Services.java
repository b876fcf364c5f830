package org.chasqui.operations;

import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Asks the services of the shop, all at the same time, with the token of whoever asks this one. */
final class Services implements AutoCloseable {

    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(1);
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final int OK = 200;
    private static final int UNHEALTHY = 503;

    private final Map<String, URI> addresses;
    private final JsonMapper json;
    private final HttpClient client;

    /**
     * @param addresses host and port of each service, by name
     * @param tls whom to trust, if the services use TLS
     */
    Services(Map<String, String> addresses, Optional<SSLContext> tls, JsonMapper json) {
        this.addresses = new LinkedHashMap<>();
        addresses.forEach((name, address) ->
                this.addresses.put(name, URI.create((tls.isPresent() ? "https://" : "http://") + address)));
        this.json = json;
        var builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER) // why: a token goes nowhere else
                .connectTimeout(CONNECT_LIMIT);
        tls.ifPresent(builder::sslContext);
        this.client = builder.build();
    }

    /**
     * @param bodies what the services have answered, by name
     * @param unanswered why others have not, by name
     */
    record Answers(Map<String, JsonNode> bodies, Map<String, String> unanswered) {}

    Set<String> names() {
        return addresses.keySet();
    }

    /** Answers that are on their way. */
    final class Question {

        private final Map<String, CompletableFuture<HttpResponse<String>>> sent = new LinkedHashMap<>();

        /** Waits for them, for five seconds at most. */
        Answers answers() {
            var bodies = new LinkedHashMap<String, JsonNode>();
            var unanswered = new TreeMap<String, String>();
            sent.forEach((name, answer) -> {
                try {
                    bodies.put(name, body(answer.join()));
                } catch (CompletionException e) {
                    unanswered.put(
                            name,
                            e.getCause() instanceof ConnectException
                                    ? "Nobody listens there."
                                    : "It did not answer in time.");
                } catch (NotAnAnswer e) {
                    unanswered.put(name, String.valueOf(e.getMessage()));
                }
            });
            return new Answers(bodies, unanswered);
        }
    }

    /** @param names of services that are known here */
    Question ask(Collection<String> names, String path, @Nullable String authorization) {
        var question = new Question();
        for (var name : names) {
            question.sent.put(
                    name,
                    client.sendAsync(request(name, path, authorization), BodyHandlers.ofString())
                            .orTimeout(LIMIT.toMillis(), TimeUnit.MILLISECONDS));
        }
        return question;
    }

    private HttpRequest request(String name, String path, @Nullable String authorization) {
        var address = Optional.ofNullable(addresses.get(name)).orElseThrow();
        var request = HttpRequest.newBuilder(address.resolve(path)).timeout(LIMIT);
        if (authorization != null) {
            request.header(HttpHeaders.AUTHORIZATION, authorization);
        }
        return request.build();
    }

    private JsonNode body(HttpResponse<String> answer) throws NotAnAnswer {
        if (answer.statusCode() != OK && answer.statusCode() != UNHEALTHY) {
            throw new NotAnAnswer("It answered %d.".formatted(answer.statusCode()));
        }
        try {
            return json.readTree(answer.body());
        } catch (JacksonException e) {
            throw new NotAnAnswer("It answered something else.");
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }

    /** A service answered, but not what it was asked for. */
    private static final class NotAnAnswer extends Exception {

        private static final long serialVersionUID = 1L;

        NotAnAnswer(String why) {
            super(why);
        }
    }
}
