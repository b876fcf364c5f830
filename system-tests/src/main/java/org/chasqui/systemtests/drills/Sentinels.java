package org.chasqui.systemtests.drills;

import io.lettuce.core.KillArgs;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.sentinel.api.sync.RedisSentinelCommands;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.chasqui.systemtests.invariants.Invariants;
import org.chasqui.systemtests.invariants.RedisProbe;
import org.chasqui.systemtests.processes.FreePorts;
import org.chasqui.systemtests.processes.ShopProcesses;
import org.chasqui.systemtests.shop.Eventually;

/** Adds a replica to the shop's Redis, and three Sentinels that decide which of the two is the primary. */
final class Sentinels implements AutoCloseable {

    private static final String NAME = "chasqui";
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final ShopProcesses shop;
    private final Path home;
    private final List<Integer> ports;
    private final int replicaPort = FreePorts.free();
    private final RedisProbe replica;
    private final RedisClient client;
    private final List<Process> running = new ArrayList<>();

    private Sentinels(ShopProcesses shop, Path home, List<Integer> ports) {
        this.shop = shop;
        this.home = home;
        this.ports = ports;
        this.replica = new RedisProbe("redis://admin:%s@127.0.0.1:%d".formatted(shop.redisPassword(), replicaPort));
        this.client = RedisClient.create(RedisURI.create("127.0.0.1", ports.getFirst()));
    }

    /** Starts a shop whose services ask the Sentinels, as with the profile {@code ha} of the containers. */
    static DrillEnvironment open(Path home) {
        var ports = IntStream.generate(FreePorts::free).limit(3).boxed().toList();
        var nodes = ports.stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(","));
        var options =
                "-Dspring.data.redis.sentinel.master=%s -Dspring.data.redis.sentinel.nodes=%s".formatted(NAME, nodes)
                        + " -Dspring.data.redis.lettuce.read-from=upstream";
        var processes = ShopProcesses.start(home, Map.of("CHASQUI_JAVA_OPTIONS", options, "CHASQUI_TLS", "off"));
        try {
            var sentinels = new Sentinels(processes, home.resolveSibling("drill-sentinels"), ports);
            sentinels.start();
            var primary = "redis-sentinel://admin:%s@%s#%s".formatted(processes.redisPassword(), nodes, NAME);
            return DrillEnvironment.of(processes, Invariants.of(processes, primary), sentinels);
        } catch (IOException e) {
            processes.close();
            throw new UncheckedIOException(e);
        } catch (RuntimeException e) {
            processes.close();
            throw e;
        }
    }

    private void start() throws IOException {
        // why the primary's: the replica needs the same users, permissions and limits
        var settings = Files.readString(shop.home().resolve("conf/redis.conf")).replaceAll("(?m)^(port|dir) .*$", "");
        start("replica", replicaPort, settings + """
                replicaof 127.0.0.1 %d
                masteruser admin
                masterauth %s
                """.formatted(shop.redisPort(), shop.redisPassword()));
        // why also the primary: it comes back as a replica
        shopRedis(redis -> redis.configSet("masteruser", "admin"));
        for (var port : ports) {
            start("sentinel-" + port, port, """
                    sentinel monitor %1$s 127.0.0.1 %2$d 2
                    sentinel auth-user %1$s admin
                    sentinel auth-pass %1$s %3$s
                    sentinel down-after-milliseconds %1$s 2000
                    sentinel failover-timeout %1$s 10000
                    """.formatted(NAME, shop.redisPort(), shop.redisPassword()), "--sentinel");
        }
        awaitInSync();
    }

    private void start(String name, int port, String settings, String... flags) throws IOException {
        var directory = Files.createDirectories(home.toAbsolutePath().resolve(name));
        var configuration = directory.resolve("redis.conf");
        Files.writeString(
                configuration, "port %d%nbind 127.0.0.1%ndir \"%s\"%n%s".formatted(port, directory, settings));
        var command = new ArrayList<>(List.of("redis-server", configuration.toString()));
        command.addAll(List.of(flags));
        running.add(new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile())
                .start());
    }

    /** Waits until the shop's own Redis is the primary again, the replica holds the same, and all Sentinels know it. */
    void awaitInSync() {
        Eventually.eventually(LIMIT, this::inSync, Boolean.TRUE::equals);
    }

    private boolean inSync() {
        try {
            shopRedis(redis -> redis.configSet("masteruser", "admin"));
            shopRedis(redis -> redis.configSet("masterauth", shop.redisPassword()));
            boolean linked = replica.info("master_port") == shop.redisPort()
                    && replica.ask(redis -> redis.info("replication")).contains("master_link_status:up");
            if (primary() != shop.redisPort()) {
                ask(sentinel -> sentinel.failover(NAME));
            }
            var known = ask(sentinel -> sentinel.master(NAME));
            return linked
                    && primary() == shop.redisPort()
                    && "2".equals(known.get("num-other-sentinels"))
                    && "1".equals(known.get("num-slaves"));
        } catch (RuntimeException notYet) {
            return false;
        }
    }

    /** The port that the Sentinels name. */
    int primary() {
        return ((InetSocketAddress) ask(sentinel -> sentinel.getMasterAddrByName(NAME))).getPort();
    }

    void awaitFailover() {
        Eventually.eventually(LIMIT, this::primary, port -> port == replicaPort);
    }

    /** Cuts the replica off from the primary, so that it stays as it is. */
    void cutReplication() {
        replica.ask(redis -> redis.configSet("masterauth", "wrong"));
        shopRedis(redis -> redis.clientKill(KillArgs.Builder.typeSlave()));
    }

    void mendReplication() {
        replica.ask(redis -> redis.configSet("masterauth", shop.redisPassword()));
    }

    /** Whether the shop's own Redis acts as primary. */
    boolean shopsOwnIsPrimary() {
        return shopRedis(redis -> redis.info("replication")).contains("role:master");
    }

    /** Bytes of the primary's history that the replica does not have. */
    long behind() {
        return shopRedis(redis -> offset(redis.info("replication"), "master_repl_offset"))
                - replica.ask(redis -> offset(redis.info("replication"), "slave_repl_offset"));
    }

    private static long offset(String info, String name) {
        return info.lines()
                .filter(line -> line.startsWith(name + ":"))
                .mapToLong(line -> Long.parseLong(line.substring(name.length() + 1)))
                .sum();
    }

    private <T> T ask(Function<RedisSentinelCommands<String, String>, T> question) {
        try (var connection = client.connectSentinel()) {
            return question.apply(connection.sync());
        }
    }

    private <T> T shopRedis(Function<RedisCommands<String, String>, T> question) {
        var redis = new RedisProbe(shop.redisUri());
        try (redis) {
            return redis.ask(question);
        }
    }

    @Override
    public void close() throws IOException {
        running.forEach(Process::destroy);
        replica.close();
        client.shutdown();
        for (var process : running) {
            process.onExit().join();
        }
    }
}
