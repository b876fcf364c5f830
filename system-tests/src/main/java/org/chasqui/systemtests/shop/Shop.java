package org.chasqui.systemtests.shop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A client of the gateway.
 *
 * <p>It repeats only what is safe to repeat: reads, commands that it could not send because the gateway refused the connection, and
 * commands that were refused without an effect (429, or an order whose user or product has not reached orders-commands yet). A command
 * without an answer or with a 5xx answer may have been executed, so it is never sent again without a key.
 */
public final class Shop implements AutoCloseable {

    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(20);
    private static final Set<Integer> PASSING = Set.of(429, 502, 503, 504);
    private static final Set<String> NO_OUTCOME = Set.of("idempotency-key-in-use", "outcome-unknown");
    private static final Set<String> NOT_YET_KNOWN = Set.of("unknown-user", "unknown-product");

    private final URI gateway;
    private final HttpClient http;
    private final Optional<String> token;
    private final Consumer<Answer> observer;

    private Shop(URI gateway, HttpClient http, Optional<String> token, Consumer<Answer> observer) {
        this.gateway = gateway;
        this.http = http;
        this.token = token;
        this.observer = observer;
    }

    /** A client without a token. */
    public static Shop at(URI gateway) {
        var http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(5))
                .build();
        return new Shop(gateway, http, Optional.empty(), answer -> {});
    }

    /** The same client with another token, or without one. */
    public Shop as(Optional<String> token) {
        return new Shop(gateway, http, token, observer);
    }

    /** The same client, which also passes every answer to the consumer. */
    public Shop observedBy(Consumer<Answer> observer) {
        return new Shop(gateway, http, token, observer);
    }

    public URI gateway() {
        return gateway;
    }

    // Users

    public UserView createUser(String username) {
        return createUser(Map.of("username", username));
    }

    public UserView createUser(Map<String, ?> fields) {
        return command("POST", "/api-commands/users", fields).as(UserView.class);
    }

    /** One attempt. */
    public Answer tryToCreateUser(String username) {
        return command("POST", "/api-commands/users", Map.of("username", username));
    }

    public UserView changeUser(long id, Map<String, ?> change) {
        return command("PUT", "/api-commands/users/" + id, change).as(UserView.class);
    }

    public Optional<UserView> user(long id) {
        return view("/api-queries/users/" + id, UserView.class);
    }

    public List<UserView> users(String query) {
        return read("/api-queries/users" + query).asListOf(UserView.class);
    }

    // Products

    public ProductView createProduct(String name, long value, long stock) {
        return createProduct(Map.of("name", name, "value", value, "stock", stock));
    }

    public ProductView createProduct(Map<String, ?> fields) {
        return command("POST", "/api-commands/products", fields).as(ProductView.class);
    }

    /** One attempt. */
    public Answer tryToCreateProduct(String name, long value, long stock) {
        return command("POST", "/api-commands/products", Map.of("name", name, "value", value, "stock", stock));
    }

    public ProductView changeProduct(long id, Map<String, ?> change) {
        return command("PUT", "/api-commands/products/" + id, change).as(ProductView.class);
    }

    public Answer adjustStock(long product, long delta) {
        return command("POST", "/api-commands/products/" + product + "/stock-adjustments", Map.of("delta", delta));
    }

    public Optional<ProductView> product(long id) {
        return view("/api-queries/products/" + id, ProductView.class);
    }

    public List<ProductView> products(String query) {
        return read("/api-queries/products" + query).asListOf(ProductView.class);
    }

    // Markets

    /** @param city as a segment of a path, percent-encoded */
    public Answer changeMarket(String country, String city, boolean active) {
        return command("PUT", "/api-commands/markets/" + country + "/" + city, Map.of("active", active))
                .accepted();
    }

    // Orders

    /** Places an order, and waits until orders-commands knows its user and product. */
    public PlacedOrder placeOrder(UserView user, ProductView product, long quantity) {
        return Eventually.eventually(
                        Eventually.LIMIT,
                        () -> tryToPlaceOrder(user.id(), product.id(), quantity),
                        answer -> !answer.problem().map(NOT_YET_KNOWN::contains).orElse(false))
                .as(PlacedOrder.class);
    }

    /** One attempt. */
    public Answer tryToPlaceOrder(long user, long product, long quantity) {
        return command("POST", "/api-commands/orders", Map.of("user", user, "product", product, "quantity", quantity));
    }

    /** One attempt. */
    public Answer tryToPlaceOrder(long user, List<OrderLine> lines) {
        return command("POST", "/api-commands/orders", Map.of("user", user, "lines", lines));
    }

    /** One attempt with a key, so that it may be repeated; empty if the connection broke. */
    public Optional<Answer> tryToPlaceOrder(String key, long user, List<OrderLine> lines) {
        var body = Answer.json(Map.of("user", user, "lines", lines));
        try {
            return Optional.of(attempt(request("/api-commands/orders")
                    .header("Content-Type", "application/json")
                    .header("Idempotency-Key", key)
                    .POST(BodyPublishers.ofString(body))
                    .build()));
        } catch (UncheckedIOException e) {
            return Optional.empty();
        }
    }

    public Answer cancel(long order) {
        return command("POST", "/api-commands/orders/" + order + "/cancel", null);
    }

    public Optional<OrderView> order(long id) {
        return view("/api-queries/orders/" + id, OrderView.class);
    }

    public List<OrderView> orders(String query) {
        return read("/api-queries/orders" + query).asListOf(OrderView.class);
    }

    /** Waits for the decision of an order and returns its view. */
    public OrderView decided(long order) {
        return Eventually.eventually(
                        Eventually.LIMIT,
                        () -> order(order),
                        view -> view.map(OrderView::isDecided).orElse(false))
                .orElseThrow();
    }

    /** Waits until an order is in this state and returns its view. */
    public OrderView orderIn(String state, long order) {
        return Eventually.eventually(
                        Eventually.LIMIT,
                        () -> order(order),
                        view -> view.map(seen -> seen.state().equals(state)).orElse(false))
                .orElseThrow();
    }

    // Plain HTTP

    /** One attempt of a command, repeated only while the gateway refuses the connection or answers 429. */
    public Answer command(String method, String path, @Nullable Object body) {
        var request = request(path, method, body).build();
        return repeat(() -> attempt(request), Set.of(429), ConnectException.class);
    }

    /**
     * A command with a key, repeated until it gets an answer. So it waits, too, until the versions are there that its headers ask for.
     *
     * @param headers names and values besides the key
     */
    public Answer commandUntilAnswered(String method, String path, @Nullable Object body, Map<String, String> headers) {
        var builder = request(path, method, body).header("Idempotency-Key", UniqueNames.unique());
        headers.forEach(builder::header);
        var request = builder.build();
        return Eventually.eventually(
                Eventually.LIMIT,
                () -> repeat(() -> attempt(request), PASSING, IOException.class),
                answer -> !answer.problem().map(NO_OUTCOME::contains).orElse(false));
    }

    private HttpRequest.Builder request(String path, String method, @Nullable Object body) {
        return body == null
                ? request(path).method(method, BodyPublishers.noBody())
                : request(path)
                        .header("Content-Type", "application/json")
                        .method(method, BodyPublishers.ofString(Answer.json(body)));
    }

    /** A read, repeated until it gets an answer. */
    public Answer read(String path) {
        return repeat(() -> attempt(request(path).build()), PASSING, IOException.class);
    }

    /** A single read without repetition. */
    public Answer get(String path) {
        return attempt(request(path).build());
    }

    /** Sends this request once. */
    public Answer send(HttpRequest request) {
        return attempt(request);
    }

    /** Begins a request to a path, without any encoding. */
    public HttpRequest.Builder request(String path) {
        var request = HttpRequest.newBuilder(URI.create(gateway + path))
                .timeout(ANSWER_LIMIT)
                .header("Accept", "application/json, application/problem+json");
        token.ifPresent(sent -> request.header("Authorization", "Bearer " + sent));
        return request;
    }

    public Optional<String> token() {
        return token;
    }

    /** The header field with this client's token and its end of line, for requests that are sent as bytes; or nothing. */
    public String authorization() {
        return token.map("Authorization: Bearer %s\r\n"::formatted).orElse("");
    }

    @Override
    public void close() {
        http.shutdownNow();
    }

    private <T> Optional<T> view(String path, Class<T> type) {
        var answer = read(path);
        return answer.status() == 404 ? Optional.empty() : Optional.of(answer.as(type));
    }

    private Answer attempt(HttpRequest request) {
        try {
            var answer = Answer.of(http.send(request, BodyHandlers.ofString()));
            observer.accept(answer);
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(request.method() + " " + request.uri() + " got no answer: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for an answer", e);
        }
    }

    private static Answer repeat(
            Supplier<Answer> attempt, Set<Integer> statuses, Class<? extends IOException> failures) {
        return Eventually.eventually(
                        Eventually.LIMIT,
                        () -> {
                            try {
                                return Optional.of(attempt.get());
                            } catch (UncheckedIOException e) {
                                if (failures.isInstance(e.getCause())) {
                                    return Optional.<Answer>empty();
                                }
                                throw e;
                            }
                        },
                        answer -> answer.isPresent()
                                && !statuses.contains(answer.get().status()))
                .orElseThrow();
    }
}
