package org.chasqui.operations;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.chasqui.http.idempotency.KeyedRequest;
import org.chasqui.http.security.AllowedTo;
import org.chasqui.http.security.Role;
import org.chasqui.operations.OperatorQueues.Result;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The lists in Redis: those of subscriptions, to look at, and the operator's own, to fill and to empty. */
@RestController
@RequestMapping(path = "/ops/queues", produces = MediaType.APPLICATION_JSON_VALUE)
class QueuesController {

    /** A subscription's name has dots: stream, partition, subscriber. An operator's queue has none. */
    private static final String NAME = "[a-z0-9][a-z0-9-]{0,63}|[a-z0-9-]{1,64}[.][0-9]{1,9}[.][a-z0-9-]{1,64}";

    private final OperatorQueues queues;
    private final Services services;
    private final JsonMapper json;

    QueuesController(OperatorQueues queues, Services services, JsonMapper json) {
        this.queues = queues;
        this.services = services;
        this.json = json;
    }

    /** Who fills and empties a list. */
    enum Kind {
        operator,
        subscription
    }

    /** @param count messages in it, null if its service does not know because Redis is away */
    record Queue(String name, Kind kind, @Nullable Long count) {}

    /** @param unanswered services whose lists are missing, each with the reason */
    record Overview(List<Queue> queues, Map<String, String> unanswered) {}

    record Messages(String name, long count, List<JsonNode> messages) {}

    /** @param message any JSON but null, by which a pop says that there is none */
    record Push(@NotNull @Nullable JsonNode message) {

        Push {
            message = message == null || message.isNull() ? null : message;
        }
    }

    record Pushed(String status, long count) {}

    record Popped(String status, @Nullable JsonNode message) {}

    @GetMapping
    @AllowedTo(Role.OPERATOR)
    Overview all(@RequestHeader(name = HttpHeaders.AUTHORIZATION, required = false) @Nullable String token) {
        var answers =
                services.ask(services.names(), "/actuator/subscriptions", token).answers();
        var all = new ArrayList<Queue>();
        queues.counts().forEach((name, count) -> all.add(new Queue(name, Kind.operator, count)));
        answers.bodies().values().stream()
                .flatMap(QueuesController::ofSubscriptions)
                .forEach(all::add);
        return new Overview(all, answers.unanswered());
    }

    @GetMapping("/{name}/count")
    @AllowedTo(Role.OPERATOR)
    Queue count(
            @PathVariable @Pattern(regexp = NAME) String name,
            @RequestHeader(name = HttpHeaders.AUTHORIZATION, required = false) @Nullable String token) {
        return isOfSubscription(name)
                ? ofSubscription(name, token)
                : new Queue(name, Kind.operator, queues.look(name, 1).count());
    }

    @GetMapping("/{name}/messages")
    @AllowedTo(Role.OPERATOR)
    Messages messages(
            @PathVariable @Pattern(regexp = NAME) String name,
            @RequestParam(defaultValue = "20") @Min(1) @Max(200) int limit,
            @RequestHeader(name = HttpHeaders.AUTHORIZATION, required = false) @Nullable String token) {
        if (isOfSubscription(name)) {
            return messagesOf(ofSubscription(name, token), limit, token);
        }
        var look = queues.look(name, limit);
        return new Messages(
                name, look.count(), look.oldest().stream().map(this::read).toList());
    }

    @PostMapping("/{name}/push")
    @AllowedTo(Role.OPERATOR)
    ResponseEntity<Pushed> push(
            @PathVariable @Pattern(regexp = NAME) String name,
            @RequestBody @Valid Push body,
            HttpServletRequest request) {
        refuseSubscriptions(name);
        var message = json.writeValueAsString(body.message());
        var result = queues.push(name, message, KeyedRequest.of(request, () -> message.getBytes(UTF_8)));
        return answer(HttpStatus.CREATED, result, new Pushed("ok", Long.parseLong(String.valueOf(result.value()))));
    }

    @PostMapping("/{name}/pop")
    @AllowedTo(Role.OPERATOR)
    ResponseEntity<Popped> pop(@PathVariable @Pattern(regexp = NAME) String name, HttpServletRequest request) {
        refuseSubscriptions(name);
        var result = queues.pop(name, KeyedRequest.of(request, () -> new byte[0]));
        var message = Optional.ofNullable(result.value()).map(this::read).orElse(null);
        return answer(HttpStatus.OK, result, new Popped("ok", message));
    }

    private static <T> ResponseEntity<T> answer(HttpStatus status, Result result, T body) {
        var answer = ResponseEntity.status(status);
        return (result.replayed() ? answer.header("Idempotency-Replayed", "true") : answer).body(body);
    }

    private static boolean isOfSubscription(String name) {
        return name.contains(".");
    }

    private static void refuseSubscriptions(String name) {
        if (isOfSubscription(name)) {
            throw QueueRefused.ofSubscription(name);
        }
    }

    private Queue ofSubscription(String name, @Nullable String token) {
        var subscriber = subscriber(name);
        if (!services.names().contains(subscriber)) {
            throw new ResponseStatusException(HttpStatus.NOT_FOUND);
        }
        var answers = services.ask(List.of(subscriber), "/actuator/subscriptions", token)
                .answers();
        if (!answers.unanswered().isEmpty()) {
            throw QueueRefused.unreadable(subscriber);
        }
        return answers.bodies().values().stream()
                .flatMap(QueuesController::ofSubscriptions)
                .filter(queue -> queue.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
    }

    private Messages messagesOf(Queue queue, int limit, @Nullable String token) {
        var path = "/actuator/subscriptions/%s?limit=%d".formatted(queue.name(), limit);
        var subscriber = subscriber(queue.name());
        var list = services.ask(List.of(subscriber), path, token).answers().bodies().values().stream()
                .filter(answer -> answer.has("messages"))
                .findFirst()
                .orElseThrow(() -> QueueRefused.unreadable(subscriber));
        return new Messages(
                queue.name(),
                list.path("count").asLong(),
                list.path("messages").valueStream().toList());
    }

    private static String subscriber(String name) {
        return name.substring(name.lastIndexOf('.') + 1);
    }

    private static Stream<Queue> ofSubscriptions(JsonNode answer) {
        return StreamSupport.stream(answer.path("consumed").spliterator(), false)
                .map(consumed -> new Queue(
                        consumed.path("name").asString(""), Kind.subscription, number(consumed.path("queued"))));
    }

    private static @Nullable Long number(JsonNode node) {
        return node.isNumber() ? node.asLong() : null;
    }

    /** Whoever is at Redis itself may push other texts. */
    private JsonNode read(String message) {
        try {
            return json.readTree(message);
        } catch (JacksonException e) {
            return json.getNodeFactory().stringNode(message);
        }
    }
}
