package org.chasqui.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Starts servers as processes of this machine, from installed packages. */
final class LocalBackend extends Backend {

    private static final int ATTEMPTS = 5;

    private final Path initdb;
    private final Path postgres;
    private final Path redisServer;
    private final LocalUser user;

    private LocalBackend(Path initdb, Path postgres, Path redisServer, LocalUser user) {
        this.initdb = initdb;
        this.postgres = postgres;
        this.redisServer = redisServer;
        this.user = user;
    }

    static LocalBackend require() {
        var initdb = Programs.find("initdb").orElseThrow(LocalBackend::nothing);
        var postgres = beside(initdb, "postgres");
        var redisServer = Programs.find("redis-server").orElseThrow(LocalBackend::nothing);
        return new LocalBackend(initdb, postgres, redisServer, LocalUser.current());
    }

    /**
     * The postgres in the directory of initdb. why: the two must be of one release, and the path may contain another release or only a link
     * to initdb.
     */
    private static Path beside(Path program, String name) {
        try {
            return program.toRealPath().resolveSibling(name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static NoTestServers nothing() {
        return new NoTestServers("""
                These tests need PostgreSQL, and Redis 7 or newer; no Docker answers, and the programs are not both installed.
                Start Docker, or install them, for example: sudo apt-get install postgresql redis-server
                Looked for initdb and redis-server in %s""".formatted(Programs.places()));
    }

    @Override
    String description() {
        return "this machine's own PostgreSQL %s (%s) and Redis %s (%s)"
                .formatted(Programs.version(postgres), postgres, Programs.version(redisServer), redisServer);
    }

    @Override
    PostgresServer startPostgres() {
        var password = Secrets.random();
        var data = LocalServers.ofThisJvm().newDirectory("postgres", user);
        initialise(data, password);
        return firstFreePort(() -> {
            var server = new PostgresServer(postgresIn(data), password);
            server.start();
            return server;
        });
    }

    @Override
    RedisServer startRedis() {
        var data = LocalServers.ofThisJvm().newDirectory("redis", user);
        return firstFreePort(() -> {
            var server = new RedisServer(redisIn(data));
            server.start();
            return server;
        });
    }

    private void initialise(Path data, String password) {
        var passwordFile = data.resolveSibling(data.getFileName() + ".password");
        try {
            Files.writeString(passwordFile, password);
            user.own(passwordFile);
            LocalServer.run(
                    data,
                    user.runs(List.of(
                            initdb.toString(),
                            "--pgdata=" + data,
                            "--username=" + PostgresServer.SUPERUSER,
                            "--pwfile=" + passwordFile,
                            "--auth=scram-sha-256",
                            "--encoding=UTF8",
                            "--no-locale",
                            "--no-sync")));
            Files.delete(passwordFile);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ServerProcess postgresIn(Path data) {
        int port = Ports.free();
        var fixed = List.of(
                postgres.toString(),
                "-D",
                data.toString(),
                "-p",
                String.valueOf(port),
                "-c",
                "listen_addresses=127.0.0.1",
                "-c",
                "unix_socket_directories=");
        var settings = PostgresServer.SETTINGS.stream().flatMap(setting -> Stream.of("-c", setting));
        var command = Stream.concat(fixed.stream(), settings).toList();
        // why not KILL: PostgreSQL would leave its shared memory behind, and the system has a limited number of
        // segments
        return new LocalServer(data, port, user.runs(command), "QUIT");
    }

    private ServerProcess redisIn(Path data) {
        int port = Ports.free();
        var fixed = List.of(
                redisServer.toString(),
                "--port",
                String.valueOf(port),
                "--bind",
                "127.0.0.1",
                "--dir",
                data.toString());
        var command =
                Stream.concat(fixed.stream(), RedisServer.SETTINGS.stream()).toList();
        return new LocalServer(data, port, user.runs(command), "KILL");
    }

    /** Tries again on another port if the server ends. Another process may take a port after it was chosen. */
    private static <S> S firstFreePort(Supplier<S> start) {
        for (int attempt = 1; ; attempt++) {
            try {
                return start.get();
            } catch (Await.ServerEnded e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }
}
