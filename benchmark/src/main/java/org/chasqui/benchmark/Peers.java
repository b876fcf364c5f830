package org.chasqui.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.chasqui.systemtests.invariants.Database;
import org.chasqui.systemtests.processes.Service;
import org.chasqui.systemtests.processes.ShopProcesses;

/**
 * Chasqui's messaging and that of others under one load. Each is a program of its own, with the services' flags, and uses the servers of a
 * shop whose services have stopped: see {@code benchmark/peers}.
 */
final class Peers {

    private static final List<String> NAMES = List.of("chasqui", "modulith", "namastack", "rqueue");
    private static final Pattern FIGURE = Pattern.compile("^figure (\\S+) (\\S+)$", Pattern.MULTILINE);
    private static final int PACE = 50; // changes a second

    private Peers() {}

    static void measure(Bench bench) {
        bench.close();
        try (var servers = bench.emptyShop(Map.of())) {
            var shop = servers.processes();
            var flags = shop.jvmFlags(Service.ORDERS_COMMANDS);
            for (var service : Service.values()) {
                shop.stop(service);
            }
            for (var name : NAMES) {
                add(bench, "peers." + name, run(bench.plan(), shop, name, flags));
            }
        }
    }

    private static String run(Plan plan, ShopProcesses shop, String name, List<String> flags) {
        var server = new Database(shop.databaseUrl(Service.ORDERS_COMMANDS), "postgres", shop.administratorPassword());
        shop.call("redis-cli", "FLUSHALL");
        server.execute("CREATE DATABASE peer");
        try {
            var command = new ArrayList<String>();
            command.add(ProcessHandle.current().info().command().orElse("java"));
            command.addAll(flags);
            command.addAll(List.of("-jar", program(name).toString()));
            return Programs.run(command, settings(plan, shop));
        } finally {
            server.execute("DROP DATABASE peer");
        }
    }

    private static Map<String, String> settings(Plan plan, ShopProcesses shop) {
        return Map.of(
                "SPRING_DATASOURCE_URL",
                "jdbc:postgresql://127.0.0.1:%d/peer".formatted(shop.postgresPort()),
                "SPRING_DATASOURCE_USERNAME",
                "postgres",
                "SPRING_DATASOURCE_PASSWORD",
                shop.administratorPassword(),
                "SPRING_DATA_REDIS_URL",
                shop.redisUri(),
                "PLAN_WARMUP",
                Integer.toString(2 * plan.changes()),
                "PLAN_ROUNDS",
                Integer.toString(plan.rounds()),
                "PLAN_CHANGES",
                Integer.toString(plan.changes()),
                "PLAN_PACED",
                Integer.toString(2 * PACE * plan.round()));
    }

    private static Path program(String name) {
        var target = ShopProcesses.projectRoot()
                .resolve("benchmark/peers")
                .resolve(name)
                .resolve("target");
        try (var files = Files.list(target)) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .findFirst()
                    .orElseThrow(() -> new NoSuchFileException(target + "/*.jar"));
        } catch (IOException e) {
            throw new UncheckedIOException("The peers are not built. Run: mvn -Ppeers -DskipTests package", e);
        }
    }

    private static void add(Bench bench, String peer, String output) {
        var rounds = new LinkedHashMap<String, List<Double>>();
        FIGURE.matcher(output)
                .results()
                .forEach(line -> rounds.computeIfAbsent(line.group(1), name -> new ArrayList<>())
                        .add(Double.valueOf(line.group(2))));
        rounds.forEach((name, values) -> bench.add(
                switch (name) {
                    case "committed", "applied" -> Figure.rate(peer + "." + name, values, null);
                    case "overtaken" -> Figure.cost(peer + "." + name, "events", values);
                    default -> Figure.cost(peer + "." + name, "ms", values);
                }));
    }
}
