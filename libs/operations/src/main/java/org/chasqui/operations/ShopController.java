package org.chasqui.operations;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.chasqui.http.security.AllowedTo;
import org.chasqui.http.security.Role;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.util.UriComponentsBuilder;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The health and the logs of the whole shop. */
@RestController
@RequestMapping(path = "/ops", produces = MediaType.APPLICATION_JSON_VALUE)
class ShopController {

    private static final String UP = "UP";
    private static final String DOWN = "DOWN";

    private final Services services;
    private final JsonMapper json;

    ShopController(Services services, JsonMapper json) {
        this.services = services;
        this.json = json;
    }

    /**
     * @param status UP if everything else is UP and every service has answered; otherwise DOWN
     * @param redis UP if every service that has answered reaches it
     * @param unanswered services that have not answered, each with the reason
     */
    record Health(String status, String redis, List<ServiceHealth> services, Map<String, String> unanswered) {}

    /**
     * @param database its own one
     * @param redis as it sees it
     * @param instance the one that has answered
     */
    record ServiceHealth(String name, String status, String database, String redis, String version, String instance) {}

    /**
     * @param lines oldest first
     * @param unanswered services whose lines are missing, each with the reason
     */
    record Logs(List<LogLine> lines, Map<String, String> unanswered) {}

    @GetMapping("/health")
    @AllowedTo(Role.OPERATOR)
    ResponseEntity<Health> health(
            @RequestHeader(name = HttpHeaders.AUTHORIZATION, required = false) @Nullable String token) {
        var healths = services.ask(services.names(), "/actuator/health", token);
        var infos = services.ask(services.names(), "/actuator/info", token)
                .answers()
                .bodies();
        var answers = healths.answers();
        var all = new ArrayList<ServiceHealth>();
        answers.bodies().forEach((name, health) -> all.add(health(name, health, infos.get(name))));
        var redis = all.stream().allMatch(service -> service.redis().equals(UP)) ? UP : DOWN;
        var isUp = redis.equals(UP)
                && answers.unanswered().isEmpty()
                && all.stream().allMatch(service -> service.status().equals(UP));
        return ResponseEntity.status(isUp ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE)
                .body(new Health(isUp ? UP : DOWN, redis, all, answers.unanswered()));
    }

    private static ServiceHealth health(String name, JsonNode health, @Nullable JsonNode info) {
        return new ServiceHealth(
                name,
                text(health, "/status"),
                text(health, "/components/db/status"),
                text(health, "/components/redis/status"),
                info == null ? "" : text(info, "/build/version"),
                info == null ? "" : text(info, "/instance"));
    }

    private static String text(JsonNode node, String pointer) {
        return node.at(pointer).asString("");
    }

    @GetMapping("/logs")
    @AllowedTo(Role.OPERATOR)
    Logs logs(
            @RequestParam(required = false) @Nullable String service,
            @RequestParam(required = false) @Nullable Instant since,
            @RequestParam(required = false) @Pattern(regexp = "(?i)error|warn|info|debug|trace") @Nullable String level,
            @RequestParam(required = false) @Pattern(regexp = "[0-9a-f]{32}") @Nullable String trace,
            @RequestParam(defaultValue = "200") @Min(1) @Max(RecentLog.MAX_LINES) int limit,
            @RequestHeader(name = HttpHeaders.AUTHORIZATION, required = false) @Nullable String token) {
        var path = UriComponentsBuilder.fromPath("/actuator/logs")
                .queryParam("limit", limit)
                .queryParamIfPresent("since", Optional.ofNullable(since))
                .queryParamIfPresent("level", Optional.ofNullable(level))
                .queryParamIfPresent("trace", Optional.ofNullable(trace))
                .toUriString();
        var answers = services.ask(asked(service), path, token).answers();
        var lines = answers.bodies().values().stream()
                .flatMap(body -> StreamSupport.stream(body.path("lines").spliterator(), false))
                .map(line -> json.treeToValue(line, LogLine.class))
                .sorted(Comparator.comparing(LogLine::time))
                .toList();
        return new Logs(lines.subList(Math.max(0, lines.size() - limit), lines.size()), answers.unanswered());
    }

    private Set<String> asked(@Nullable String service) {
        if (service == null) {
            return services.names();
        }
        if (!services.names().contains(service)) {
            throw new ResponseStatusException(HttpStatus.NOT_FOUND);
        }
        return Set.of(service);
    }
}
