package org.chasqui.systemtests.processes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.chasqui.systemtests.shop.Eventually;
import org.chasqui.systemtests.shop.Shop;
import org.jspecify.annotations.Nullable;

/**
 * A private shop: all its processes, on its own ports and in its own state directory. The project's script starts and stops it, so that
 * tests use what a user starts. It ends with this JVM.
 */
public final class ShopProcesses implements AutoCloseable {

    private static final Duration START_LIMIT = Duration.ofMinutes(5);
    private static final Duration END_LIMIT = Duration.ofSeconds(30);

    private final Path project;
    private final Path home;
    private final int gatewayPort;
    private final Map<String, String> settings;
    private final int portBase;
    private final Map<String, String> tokens = new ConcurrentHashMap<>(); // by role
    private final Thread whenTheJvmEnds = new Thread(this::abandon, "chasqui-down");
    private volatile @Nullable Process running;
    private boolean closed;

    private ShopProcesses(Path project, Path home, int portBase, Map<String, String> settings) {
        this.project = project;
        this.home = home;
        this.portBase = portBase;
        this.settings = settings;
        this.gatewayPort = portBase + 80;
    }

    /**
     * Starts everything and returns when all services answer through the gateway.
     *
     * @param home state directory; a shop that an earlier run left there is stopped and removed first
     * @throws IllegalStateException if the script fails; its output is in the message
     */
    public static ShopProcesses start(Path home) {
        return start(home, Map.of());
    }

    /** @param settings environment variables for all processes */
    public static ShopProcesses start(Path home, Map<String, String> settings) {
        return start(home, FreePorts.freeRange(), settings);
    }

    /** @param portBase from {@link FreePorts#freeRange()}, for callers that must know the servers' ports before they run */
    public static ShopProcesses start(Path home, int portBase, Map<String, String> settings) {
        var processes = new ShopProcesses(projectRoot(), home.toAbsolutePath(), portBase, settings);
        processes.forget();
        Runtime.getRuntime().addShutdownHook(processes.whenTheJvmEnds);
        try {
            processes.up();
        } catch (RuntimeException e) {
            processes.close();
            throw e;
        }
        return processes;
    }

    public URI gateway() {
        return URI.create(isEncrypted() ? "https://127.0.0.1:" + tlsPort() : "http://127.0.0.1:" + gatewayPort);
    }

    /** The gateway's port without TLS, which only redirects if there is one with TLS. */
    public int gatewayPort() {
        return gatewayPort;
    }

    private int tlsPort() {
        return portBase + 443;
    }

    /** Whether the shop uses TLS, by its settings or by this process's own environment ({@code CHASQUI_TLS=on}). */
    private boolean isEncrypted() {
        return settings.getOrDefault("CHASQUI_TLS", System.getenv().getOrDefault("CHASQUI_TLS", "off"))
                .equals("on");
    }

    /** The certificate that its clients trust, if the shop uses TLS. */
    public Path authority() {
        return home.resolve("tls/authority.pem");
    }

    /** An administrator's client of the gateway. */
    public Shop shop() {
        return Shop.at(gateway()).as(token("admin"));
    }

    /** An operator's client of a service. */
    public Shop operator(Service service) {
        return Shop.at(uri(service)).as(token("operator"));
    }

    /**
     * A token, if the shop is secured: the same for all who ask, until the secrets are renewed. Why: some tests ask again and again, and the
     * script takes a second on a busy machine.
     *
     * @param role as {@code ./chasqui token} takes it
     */
    public Optional<String> token(String role) {
        return isSecured()
                ? Optional.of(tokens.computeIfAbsent(
                        role, one -> call("token", one, "--for", "1d").strip()))
                : Optional.empty();
    }

    public boolean isSecured() {
        return "on".equals(settings.getOrDefault("CHASQUI_SECURITY", System.getenv("CHASQUI_SECURITY")));
    }

    /** The address of a service for operators, whom the gateway does not let in. */
    public URI uri(Service service) {
        return URI.create((isEncrypted() ? "https" : "http") + "://127.0.0.1:" + port(service));
    }

    /** The directory in which the script keeps configuration, data and logs. */
    public Path home() {
        return home;
    }

    public Path logs() {
        return home.resolve("log");
    }

    public String databaseUrl(Service service) {
        var url = "jdbc:postgresql://127.0.0.1:%d/%s".formatted(postgresPort(portBase), service.database());
        return isEncrypted() ? url + "?sslmode=verify-full&sslrootcert=" + authority() : url;
    }

    public String databasePassword(Service service) {
        return secret(service.database());
    }

    /** The password of the role that owns the service's database. */
    public String ownerPassword(Service service) {
        return secret(service.owner());
    }

    /** The password of {@code postgres}, which may end sessions and has reserved connections. */
    public String administratorPassword() {
        return secret("postgres");
    }

    /** The password of Redis' user {@code admin}, which may do everything. */
    public String redisPassword() {
        return secret("redis_admin");
    }

    /** The password of the service's own user in Redis. */
    public String redisPassword(Service service) {
        return secret("redis_" + service.database());
    }

    public String redisUri() {
        return "%s://admin:%s@127.0.0.1:%d".formatted(isEncrypted() ? "rediss" : "redis", redisPassword(), redisPort());
    }

    public int postgresPort() {
        return postgresPort(portBase);
    }

    public static int postgresPort(int portBase) {
        return portBase + 432;
    }

    public int redisPort() {
        return redisPort(portBase);
    }

    public static int redisPort(int portBase) {
        return portBase + 379;
    }

    /** Starts every process that does not run, and waits until all answer. It changes nothing if all run. */
    public void up() {
        script("up", "--no-build");
        if (isEncrypted()) {
            TrustedAuthorities.add(authority());
        }
    }

    /** Stops everything in order and keeps the data, until {@link #up()}. */
    public void stop() {
        script("down");
    }

    /** Stops a service in order, if it runs, and starts it again. Returns when it answers. */
    public void restart(Service service) {
        script("restart", service.id());
    }

    /** Restarts a service with other settings, which it keeps until its next restart. */
    public void restart(Service service, Map<String, String> changes) {
        run(List.of(project.resolve("chasqui").toString(), "restart", service.id()), changes);
    }

    /** Gives all servers new certificates while they run. Returns when they show them. */
    public void renewCertificates() {
        script("certificates", "renew");
    }

    /** Stops a service in order. */
    public void stop(Service service) {
        script("stop", service.id());
    }

    /** Gives everything in use new passwords and keys. */
    public void rotateSecrets(String... options) {
        try {
            script(Stream.concat(Stream.of("secrets", "rotate"), Stream.of(options))
                    .toArray(String[]::new));
        } finally {
            tokens.clear();
        }
    }

    /**
     * Calls the script, and returns what it prints.
     *
     * @throws IllegalStateException if it does not succeed; its message has what the script prints
     */
    public String call(String... arguments) {
        var command = new ArrayList<>(List.of(project.resolve("chasqui").toString()));
        command.addAll(List.of(arguments));
        return run(command, Map.of());
    }

    /** Saves a service's database as docs/operations.md describes. */
    public Path dump(Service service) {
        var file = home.resolve("data").resolve(service.database() + ".dump");
        postgres("pg_dump", service, "-Fc", "-f", file.toString(), service.database());
        return file;
    }

    /** Everything that a fresh dump of the service's database says, as text. */
    public Stream<String> dumped(Service service) {
        var file = home.resolve("data").resolve(service.database() + ".sql");
        postgres("pg_dump", service, "-f", file.toString(), service.database());
        try {
            return Files.readAllLines(file).stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Restores the database of a stopped service as docs/operations.md describes. */
    public void restore(Service service, Path dump) {
        postgres("pg_restore", service, "-d", service.database(), "--clean", "--if-exists", dump.toString());
    }

    private void postgres(String program, Service service, String... arguments) {
        var server = process("postgres").flatMap(process -> process.info().command());
        var command = new ArrayList<>(List.of(
                Path.of(server.orElseThrow()).resolveSibling(program).toString(),
                "--host=127.0.0.1",
                "--port=" + postgresPort(portBase),
                "--username=" + service.owner()));
        command.addAll(List.of(arguments));
        run(command);
    }

    /** Ends a service as a power cut would ({@code kill -9}). */
    public void kill(Service service) {
        kill(service.id());
    }

    /** Ends all services at once, as a power cut would. Returns their number. */
    public int killAll() {
        var ended = Arrays.stream(Service.values())
                .flatMap(service -> process(service.id()).stream())
                .toList();
        run(Stream.concat(Stream.of("kill", "-KILL"), ended.stream().map(process -> Long.toString(process.pid())))
                .toList());
        Eventually.eventually(
                END_LIMIT, () -> ended.stream().anyMatch(ProcessHandle::isAlive), Predicate.isEqual(false));
        return ended.size();
    }

    /** Freezes a service; its connections stay open. A frozen service may also be {@link #kill killed}. */
    public void freeze(Service service) {
        signal(service.id(), "STOP");
    }

    public void resume(Service service) {
        signal(service.id(), "CONT");
    }

    /** Freezes Redis: it accepts connections and does not answer until {@link #resumeRedis()}. */
    public void freezeRedis() {
        signal("redis", "STOP");
    }

    public void resumeRedis() {
        signal("redis", "CONT");
    }

    /** Ends Redis as a power cut would. */
    public void killRedis() {
        kill("redis");
    }

    /** Aborts PostgreSQL as {@code pg_ctl stop -m immediate} does: it writes nothing more, and the next start recovers. */
    public void crashPostgres() {
        end("postgres", "QUIT");
    }

    /** Makes {@code gateway} or {@code postgres} read its configuration again. */
    public void reload(String server) {
        signal(server, "HUP");
    }

    /** Resumes every frozen process, and starts those that have ended. Returns when all answer. */
    public void restore() {
        var running = names().flatMap(name -> process(name).stream()).toList();
        run(Stream.concat(Stream.of("kill", "-CONT"), running.stream().map(process -> Long.toString(process.pid())))
                .toList());
        if (running.size() < names().count()) {
            up();
        }
    }

    private static Stream<String> names() {
        return Stream.concat(
                Arrays.stream(Service.values()).map(Service::id), Stream.of("postgres", "redis", "gateway"));
    }

    /** Starts another instance of a service with the permissions of the first. The gateway does not know it. */
    public Process startAnother(Service service, Path jar, int port, Path log) throws IOException {
        var java = process(service.id()).flatMap(process -> process.info().command());
        var builder = new ProcessBuilder(
                        java.orElseThrow(),
                        "-Xmx128m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-jar",
                        jar.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment()
                .putAll(Map.of(
                        "SERVER_ADDRESS", "127.0.0.1",
                        "SERVER_PORT", Integer.toString(port),
                        "SPRING_DATASOURCE_URL", databaseUrl(service),
                        "SPRING_DATASOURCE_USERNAME", service.database(),
                        "SPRING_FLYWAY_USER", service.owner(),
                        "SPRING_DATA_REDIS_HOST", "127.0.0.1",
                        "SPRING_DATA_REDIS_PORT", Integer.toString(redisPort()),
                        "SPRING_DATA_REDIS_USERNAME", service.id(),
                        "SPRING_CONFIG_IMPORT", "configtree:%s/".formatted(home.resolve("passwords/" + service.id()))));
        if (isEncrypted()) {
            builder.environment()
                    .put("CHASQUI_TLS_DIRECTORY", home.resolve("tls").toString());
        }
        return builder.start();
    }

    /**
     * Kills Nginx's workers with all their requests, as a lack of memory would.
     *
     * @return their number, when new workers have replaced them
     */
    public int killGatewayWorkers() {
        var master = process("gateway").orElseThrow();
        var workers = master.children().toList();
        workers.forEach(worker -> run(List.of("kill", "-KILL", Long.toString(worker.pid()))));
        Eventually.eventually(
                END_LIMIT,
                () -> master.children()
                        .filter(worker -> !workers.contains(worker))
                        .count(),
                Predicate.isEqual((long) workers.size()));
        return workers.size();
    }

    public int port(Service service) {
        return portBase + service.port();
    }

    /** The flags of a running service's JVM, without its program, its settings and its class archive. */
    public List<String> jvmFlags(Service service) {
        return process(service.id())
                .flatMap(process -> process.info().arguments())
                .map(List::of)
                .orElse(List.of())
                .stream()
                .filter(argument -> argument.startsWith("-X") || argument.startsWith("--"))
                .filter(argument -> !argument.startsWith("-XX:AOTCache"))
                .toList();
    }

    /** The memory of a service in KiB, with its share of shared pages (PSS). */
    public long memory(Service service) {
        return read(Path.of("/proc", Long.toString(pid(service)), "smaps_rollup"))
                .lines()
                .filter(line -> line.startsWith("Pss:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .sum();
    }

    /** Files that a service has mapped into its memory. */
    public Set<String> mappedFiles(Service service) {
        return read(Path.of("/proc", Long.toString(pid(service)), "maps"))
                .lines()
                .filter(line -> line.contains(" /"))
                .map(line -> line.substring(line.indexOf(" /") + 1))
                .collect(Collectors.toSet());
    }

    public long pid(Service service) {
        return process(service.id()).orElseThrow().pid();
    }

    /** The log of a service or another process of the system. */
    public String log(String name) {
        return read(logs().resolve(name + ".log"));
    }

    /** Stops everything and deletes the data. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            forget();
            try {
                Runtime.getRuntime().removeShutdownHook(whenTheJvmEnds);
            } catch (IllegalStateException theJvmIsEnding) {
                // the JVM is ending: the hook made this call, or will find nothing to do
            }
        }
    }

    private String secret(String name) {
        return read(home.resolve("secrets"))
                .lines()
                .filter(line -> line.startsWith(name + "="))
                .map(line -> line.substring(name.length() + 1))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the script keeps no secret of " + name));
    }

    /** Stops everything when the JVM ends, even in the middle of a start. */
    private void abandon() {
        var unfinished = running;
        if (unfinished != null) {
            unfinished.destroy();
            unfinished
                    .onExit()
                    .orTimeout(START_LIMIT.toSeconds(), TimeUnit.SECONDS)
                    .join();
        }
        forget();
    }

    private void forget() {
        if (Files.isDirectory(home)) {
            keepLogs();
            script("down", "--wipe");
        }
    }

    /** Keeps the logs of the processes, since they may explain a failure. */
    private void keepLogs() {
        var kept = home.resolveSibling(home.getFileName() + "-logs");
        try (var logs = Files.newDirectoryStream(logs())) {
            Files.createDirectories(kept);
            for (var log : logs) {
                Files.copy(log, kept.resolve(log.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException nothingToKeep) {
            // why nothing: a start that failed early has no logs
        }
    }

    private void kill(String name) {
        end(name, "KILL");
    }

    private void end(String name, String signal) {
        var process = process(name).orElseThrow(() -> new IllegalStateException(name + " is not running"));
        signal(name, signal);
        Eventually.eventually(END_LIMIT, process::isAlive, Predicate.isEqual(false));
    }

    private void signal(String name, String signal) {
        var process = process(name).orElseThrow(() -> new IllegalStateException(name + " is not running"));
        run(List.of("kill", "-" + signal, Long.toString(process.pid())));
    }

    private Optional<ProcessHandle> process(String name) {
        var file = home.resolve("run").resolve(name + ".pid");
        return Files.exists(file)
                ? ProcessHandle.of(Long.parseLong(read(file).strip())).filter(ProcessHandle::isAlive)
                : Optional.empty();
    }

    private void script(String... arguments) {
        var command = new ArrayList<>(List.of(project.resolve("chasqui").toString()));
        command.addAll(List.of(arguments));
        run(command);
    }

    private void run(List<String> command) {
        run(command, Map.of());
    }

    /** @return what the command has printed */
    private String run(List<String> command, Map<String, String> changes) {
        try {
            var output = Files.createTempFile("chasqui", ".log");
            var builder = new ProcessBuilder(command)
                    .directory(project.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile());
            builder.environment().putAll(settings);
            builder.environment().putAll(changes);
            builder.environment().put("CHASQUI_HOME", home.toString());
            builder.environment()
                    .put("PGPASSFILE", home.resolve("passwords/pgpass").toString());
            if (isEncrypted()) {
                builder.environment().put("PGSSLMODE", "verify-full");
                builder.environment().put("PGSSLROOTCERT", authority().toString());
            }
            builder.environment().put("GATEWAY_PORT", Integer.toString(gatewayPort));
            builder.environment().put("GATEWAY_TLS_PORT", Integer.toString(tlsPort()));
            builder.environment().put("CHASQUI_PORT_BASE", Integer.toString(portBase));
            // why: one client stands for many here, and the limits for one client would slow it down
            GatewayFixture.UNLIMITED.forEach(builder.environment()::putIfAbsent);
            var process = builder.start();
            running = process;
            if (!process.waitFor(START_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException(
                        "%s has not ended after %s:%n%s".formatted(command, START_LIMIT, read(output)));
            }
            if (process.exitValue() != 0) {
                throw new IllegalStateException(
                        "%s ended with %d:%n%s".formatted(command, process.exitValue(), read(output)));
            }
            running = null;
            var printed = read(output);
            Files.delete(output);
            return printed;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run " + command, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for " + command, e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The directory of the script, in the current directory or above it. */
    public static Path projectRoot() {
        for (var directory = Path.of("").toAbsolutePath(); directory != null; directory = directory.getParent()) {
            if (Files.isExecutable(directory.resolve("chasqui"))) {
                return directory;
            }
        }
        throw new IllegalStateException("no script 'chasqui' here or above");
    }
}
