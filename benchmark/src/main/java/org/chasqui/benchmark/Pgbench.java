package org.chasqui.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.chasqui.systemtests.invariants.Database;
import org.chasqui.systemtests.processes.Service;
import org.chasqui.systemtests.processes.ShopProcesses;

/** Measures the limit of orders: only the statements of an accepted order, in a database with the same tables on the same server. */
final class Pgbench implements AutoCloseable {

    private static final String PAYLOAD = """
            {"id": 1, "user": 1, "product": 1, "quantity": 1, "value": 100, "total": 100, "state": "processing", "reason": null, \
            "cancelRequested": false, "placedAt": "2026-01-01T00:00:00Z", "updatedAt": "2026-01-01T00:00:00Z"}""";

    private static final Pattern RATE = Pattern.compile("tps = ([0-9.]+)");

    private final Database server;
    private final String port;
    private final Map<String, String> password;
    private final Path script;

    Pgbench(ShopProcesses shop) {
        var orders = Service.ORDERS_COMMANDS;
        server = new Database(shop.databaseUrl(orders), "postgres", shop.administratorPassword());
        port = Integer.toString(shop.postgresPort());
        password = Map.of("PGPASSWORD", shop.administratorPassword());
        server.execute("CREATE DATABASE bench");
        try (var resource = Pgbench.class.getResourceAsStream("/accept.pgbench")) {
            var tables = Files.createTempFile("tables", ".sql");
            program("pg_dump", "--schema-only", "--no-owner", "--no-acl", "--file=" + tables, orders.database());
            program("psql", "--quiet", "--file=" + tables, "bench");
            Files.delete(tables);
            script = Files.createTempFile("accept", ".pgbench");
            script.toFile().deleteOnExit();
            Files.write(script, Objects.requireNonNull(resource).readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var known = "INSERT INTO known_user VALUES (1, 1); INSERT INTO known_product VALUES (1, 1, 100)";
        program("psql", "--quiet", "--command=" + known, "bench");
    }

    /** Returns the orders a second, over as many connections as the load uses. */
    double run(int seconds) {
        var clients = "--client=" + Wrk.CONNECTIONS;
        var output = program(
                "pgbench",
                "--no-vacuum",
                "--protocol=prepared",
                clients,
                "--define=payload=" + PAYLOAD,
                "--time=" + seconds,
                "--file=" + script,
                "bench");
        var rate = RATE.matcher(output);
        if (!rate.find()) {
            throw new IllegalStateException(output);
        }
        return Double.parseDouble(rate.group(1));
    }

    @Override
    public void close() {
        server.execute("DROP DATABASE bench");
    }

    private String program(String name, String... arguments) {
        var command = new ArrayList<>(List.of(name, "--host=127.0.0.1", "--port=" + port, "--username=postgres"));
        command.addAll(List.of(arguments));
        return Programs.run(command, password);
    }
}
