package org.chasqui.systemtests.drills;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.ArrayOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.ProtocolKeyword;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.chasqui.systemtests.Drill;
import org.chasqui.systemtests.invariants.Invariants;
import org.chasqui.systemtests.processes.Service;
import org.chasqui.systemtests.processes.ShopProcesses;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Logs in to Redis as each service, which may use its own keys and no others, by its own commands and no others. */
@Drill
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RedisUsersIT {

    /** Redis 7.0 has words of its own for it, and refuses a command that waits whoever sends it. */
    private static final String REFUSED_IN_A_SCRIPT =
            "(?s).*(NOPERM|The user executing the script can't |command is not allowed from script).*";

    private final ShopProcesses processes;
    private final Invariants invariants;
    private final RedisClient client = RedisClient.create();

    RedisUsersIT(ShopProcesses processes, Invariants invariants) {
        this.processes = processes;
        this.invariants = invariants;
    }

    @AfterAll
    void close() {
        client.shutdown();
    }

    @ParameterizedTest
    @EnumSource
    void aServiceMayUseTheKeysOfItsSubscriptionsAndItsViews(Service service) {
        assertThat(keysOf(service)).isNotEmpty().allSatisfy(key -> {
            assertThat(refused(service, "SET", key, "x")).isEqualTo("OK");
            assertThat(refused(service, "EVAL", "return 1", "1", key)).isEqualTo("OK");
        });
    }

    @ParameterizedTest
    @EnumSource
    void aServiceReachesNoKeyOfAnother(Service service) {
        var foreign = foreignKeys(service);
        assertThat(foreign).isNotEmpty();
        try (var connection = login(service)) {
            for (var key : foreign) {
                for (var call : calls(service, key)) {
                    assertRefused(connection.sync(), call);
                    assertThatThrownBy(() -> connection
                                    .sync()
                                    .eval(
                                            "return redis.call(unpack(ARGV))",
                                            ScriptOutputType.STATUS,
                                            new String[0],
                                            call.toArray(String[]::new)))
                            .as("%s in a script of %s", call, service)
                            .hasMessageMatching(REFUSED_IN_A_SCRIPT);
                }
                assertRefused(connection.sync(), List.of("EVAL", "return 1", "1", key));
            }
        }
    }

    /** Redis counts the commands for these keys apart: what a service may do here, it may not do with events. */
    @ParameterizedTest
    @EnumSource
    void aServiceMayServeTheQueuesOfOperatorsAndNothingBesideThem(Service service) {
        for (var key : List.of("ops:{queues}", "ops:{queues}:letters", "ops:{queues}.answers")) {
            assertThat(refused(service, "EVAL", "return 1", "1", key)).isEqualTo("OK");
            assertThat(refused(service, "RPUSH", key, "x")).isEqualTo("OK");
            assertThat(refused(service, "LPOP", key)).isEqualTo("OK");
            assertThat(refused(service, "HSET", key, "x", "y")).isEqualTo("OK");
            assertThat(refused(service, "SET", key, "x")).contains("no permissions");
            assertThat(refused(service, "DEL", key)).contains("no permissions");
        }
        assertThat(refused(service, "RPUSH", "ops:x", "x")).contains("no permissions");
        assertThat(keysOf(service)).allSatisfy(key -> {
            assertThat(refused(service, "HSET", key, "x", "y")).contains("no permissions");
            assertThat(refused(service, service.publishes() ? "HGET" : "RPUSH", key, "x"))
                    .contains("no permissions");
        });
    }

    @ParameterizedTest
    @EnumSource
    void aServiceMayDoNothingDangerousButAskForFigures(Service service) {
        var dangerous = new HashSet<>(invariants.redis().ask(redis -> strings(redis, "ACL", "CAT", "dangerous")));
        dangerous.addAll(invariants.redis().ask(redis -> strings(redis, "ACL", "CAT", "admin")));
        assertThat(commandsOf(service))
                .contains("eval")
                .noneMatch(command -> command.startsWith("@"))
                .filteredOn(command -> dangerous.contains(command.replaceFirst("[|].*", "")))
                .containsExactly("info");
        try (var connection = login(service)) {
            Stream.of(
                            List.of("FLUSHALL"),
                            List.of("FLUSHDB"),
                            List.of("CONFIG", "GET", "*"),
                            List.of("CONFIG", "SET", "maxmemory", "0"),
                            List.of("KEYS", "*"),
                            List.of("SCAN", "0"),
                            List.of("ACL", "LIST"),
                            List.of("ACL", "WHOAMI"),
                            List.of("SCRIPT", "FLUSH"),
                            List.of("CLIENT", "LIST"),
                            List.of("MONITOR"),
                            List.of("SUBSCRIBE", "x"),
                            List.of("PUBLISH", "x", "y"))
                    .forEach(call -> assertRefused(connection.sync(), call));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aServiceNeedsItsOwnPassword(Service service) throws IOException {
        var other = Service.values()[(service.ordinal() + 1) % Service.values().length];

        assertThat(answer("AUTH", service.id(), processes.redisPassword(other))).startsWith("-WRONGPASS");
        assertThat(answer("AUTH", service.id(), processes.redisPassword(service)))
                .startsWith("+OK");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PING", "INFO", "GET evt:{2.users.0.users-queries}:q"})
    void withoutALoginNothingIsAnswered(String call) throws IOException {
        assertThat(answer(call)).startsWith("-NOAUTH");
    }

    @Test
    void whoChecksTheHealthMayOnlyAskWhetherItIsThere() {
        try (var connection = login("health", "any")) {
            assertThat(connection.sync().ping()).isEqualTo("PONG");
            assertRefused(connection.sync(), List.of("INFO"));
            assertRefused(connection.sync(), List.of("GET", "x"));
        }
    }

    /** The keys that the service uses by what it says of itself, so that a new subscription without permissions is noticed. */
    private Set<String> keysOf(Service service) {
        var keys = new HashSet<String>();
        var overview = new Actuator(processes).subscriptions(service).asJson();
        Stream.of("consumed", "published")
                .flatMap(side -> StreamSupport.stream(overview.path(side).spliterator(), false))
                .map(subscription -> subscription.path("name").asString())
                .forEach(name -> Stream.of("q", "a", "h", "v").forEach(key -> keys.add("evt:{2." + name + "}:" + key)));
        if (!service.publishes()) {
            keys.add("chasqui:" + service.id() + ":kind:1");
            keys.add("chasqui:" + service.id() + ":part:kind:1");
        }
        return keys;
    }

    private List<String> foreignKeys(Service service) {
        var foreign = new HashSet<>(Set.of("x", "evt:{2.users.0.x}:q2", "chasqui:", "chasqui:" + service.id()));
        for (var other : Service.values()) {
            foreign.addAll(keysOf(other));
        }
        foreign.removeAll(keysOf(service));
        return foreign.stream().sorted().toList();
    }

    /** Every command that the service may give, and some more, with the key. */
    private List<List<String>> calls(Service service, String key) {
        var calls = new ArrayList<List<String>>();
        for (var command : commandsOf(service)) {
            switch (command) {
                case "type", "get", "del", "llen", "lpop" -> calls.add(List.of(command, key));
                case "set", "lindex", "rpush" -> calls.add(List.of(command, key, "0"));
                case "lrange" -> calls.add(List.of(command, key, "0", "1"));
                case "blmove" -> calls.add(List.of(command, key, key, "LEFT", "LEFT", "0.01"));
                case "ping", "info", "time", "client|setname", "eval", "evalsha" -> {
                    // no key, or declared ones
                }
                default -> throw new AssertionError("What does " + service + " do with " + command + "?");
            }
        }
        calls.add(List.of("unlink", key));
        calls.add(List.of("dump", key));
        return calls;
    }

    private Set<String> commandsOf(Service service) {
        var lines = invariants.redis().ask(redis -> strings(redis, "ACL", "GETUSER", service.id()));
        return Arrays.stream(lines.get(lines.indexOf("commands") + 1).split(" "))
                .filter(rule -> rule.startsWith("+"))
                .map(rule -> rule.substring(1))
                .collect(Collectors.toSet());
    }

    /** What Redis would say to the call, without executing it: OK, or the reason of the refusal. */
    private String refused(Service service, String... call) {
        var dryRun = new ArrayList<>(List.of("ACL", "DRYRUN", service.id()));
        dryRun.addAll(List.of(call));
        return invariants
                .redis()
                .ask(redis -> strings(redis, dryRun.toArray(String[]::new)).getFirst());
    }

    private StatefulRedisConnection<String, String> login(Service service) {
        return login(service.id(), processes.redisPassword(service));
    }

    private StatefulRedisConnection<String, String> login(String user, String password) {
        return client.connect(RedisURI.builder()
                .withHost("127.0.0.1")
                .withPort(processes.redisPort())
                .withAuthentication(user, password.toCharArray())
                .build());
    }

    /** The first line that Redis answers on a new connection. */
    private String answer(String... words) throws IOException {
        try (var socket = new Socket("127.0.0.1", processes.redisPort())) {
            socket.getOutputStream().write((String.join(" ", words) + "\r\n").getBytes(StandardCharsets.UTF_8));
            return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))
                    .readLine();
        }
    }

    private static void assertRefused(RedisCommands<String, String> redis, List<String> call) {
        assertThatThrownBy(() -> send(redis, call)).as("%s", call).hasMessageContaining("NOPERM");
    }

    private static List<String> strings(RedisCommands<String, String> redis, String... call) {
        return send(redis, List.of(call)).stream().map(String::valueOf).toList();
    }

    private static List<Object> send(RedisCommands<String, String> redis, List<String> call) {
        var arguments = new CommandArgs<>(StringCodec.UTF8);
        call.stream().skip(1).forEach(arguments::add);
        return redis.dispatch(new Named(call.getFirst()), new ArrayOutput<>(StringCodec.UTF8), arguments);
    }

    private record Named(String command) implements ProtocolKeyword {

        @Override
        public byte[] getBytes() {
            return command.getBytes(StandardCharsets.UTF_8);
        }
    }
}
