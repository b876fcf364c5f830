package org.chasqui.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.images.RemoteDockerImage;
import org.testcontainers.postgresql.PostgreSQLContainer;
import org.testcontainers.utility.DockerImageName;

/** Starts servers in containers, with Testcontainers. */
final class DockerBackend extends Backend {

    /** For each image. An image that is already there takes no time. */
    private static final Duration LIMIT = Duration.parse(System.getProperty("chasqui.test.docker-limit", "PT3M"));

    private static final int POSTGRES_PORT = 5432;
    private static final int REDIS_PORT = 6379;

    // why not static: the compose file, which names the images, is needed only if Docker answers
    private final DockerImageName postgres = image("postgres");
    private final DockerImageName redis = image("redis");

    private DockerBackend() {
        for (var image : List.of(postgres, redis)) {
            get(image);
        }
    }

    private static void get(DockerImageName image) {
        within(image.toString(), () -> new RemoteDockerImage(image).get());
    }

    /** Starts Testcontainers, which pulls images of its own for that. */
    private static boolean isAvailable() {
        return within(
                "testcontainers/ryuk", () -> DockerClientFactory.instance().isDockerAvailable());
    }

    /** Runs in a thread of its own, since Testcontainers would wait for ever for the answer to a pull. */
    private static <T> T within(String image, Callable<T> pull) {
        var download = new FutureTask<>(pull);
        Thread.ofPlatform().daemon().name("pull " + image).start(download);
        try {
            return download.get(LIMIT.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new NoTestServers(
                    "Docker has not provided %s in %d s. Try \"docker pull %s\", or set CHASQUI_TEST_BACKEND=local."
                            .formatted(image, LIMIT.toSeconds(), image));
        } catch (ExecutionException e) {
            throw new NoTestServers("Docker cannot provide " + image, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NoTestServers("interrupted while getting " + image, e);
        }
    }

    /** Returns Docker if it answers and can provide both images. */
    static Optional<DockerBackend> find() {
        try {
            return mayHaveDocker() && isAvailable() ? Optional.of(new DockerBackend()) : Optional.empty();
        } catch (RuntimeException e) {
            System.out.println("[test servers] Docker answers, but gives no image: " + e.getMessage());
            return Optional.empty();
        }
    }

    static DockerBackend require() {
        if (!isAvailable()) {
            throw new NoTestServers(
                    "These tests were told to take PostgreSQL and Redis from Docker, which does not answer.");
        }
        return new DockerBackend();
    }

    /** Checks before Testcontainers does. why: it logs a page of errors if there is no Docker, which is not an error here. */
    private static boolean mayHaveDocker() {
        var home = Path.of(System.getProperty("user.home"));
        var runtime = Path.of(Objects.requireNonNullElse(System.getenv("XDG_RUNTIME_DIR"), "/run"));
        return System.getenv("DOCKER_HOST") != null
                || Files.exists(home.resolve(".testcontainers.properties"))
                || Stream.of(
                                Path.of("/var/run/docker.sock"),
                                runtime.resolve("docker.sock"),
                                home.resolve(".docker/run/docker.sock"),
                                home.resolve(".docker/desktop/docker.sock"))
                        .anyMatch(Files::exists);
    }

    /** The image that the system itself uses, so that the tests run on the same release. */
    private static DockerImageName image(String name) {
        var line = Pattern.compile("image: (%s:\\S+)".formatted(name));
        try (var lines = Files.lines(Project.find("docker-compose.yml"))) {
            return lines.map(line::matcher)
                    .filter(Matcher::find)
                    .findFirst()
                    .map(found -> DockerImageName.parse(found.group(1)).asCompatibleSubstituteFor(name))
                    .orElseThrow(() -> new IllegalStateException("docker-compose.yml names no image of " + name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    String description() {
        return "containers of %s and %s".formatted(postgres, redis);
    }

    @Override
    @SuppressWarnings("resource") // closed with the server, or by Testcontainers at the end of the JVM
    PostgresServer startPostgres() {
        var password = Secrets.random();
        var command = Stream.concat(
                Stream.of("postgres"), PostgresServer.SETTINGS.stream().flatMap(setting -> Stream.of("-c", setting)));
        var container = new PostgreSQLContainer(postgres)
                .withUsername(PostgresServer.SUPERUSER)
                .withPassword(password)
                .withDatabaseName("postgres")
                .withCommand(command.toArray(String[]::new));
        var server = new PostgresServer(new ContainerServer(container, POSTGRES_PORT), password);
        server.start();
        return server;
    }

    @Override
    @SuppressWarnings("resource") // as above
    RedisServer startRedis() {
        var command = Stream.concat(Stream.of("redis-server"), RedisServer.SETTINGS.stream());
        var container = new GenericContainer<>(redis).withCommand(command.toArray(String[]::new));
        var server = new RedisServer(new ContainerServer(container, REDIS_PORT));
        server.start();
        return server;
    }
}
