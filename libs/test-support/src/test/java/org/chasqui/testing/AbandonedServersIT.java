package org.chasqui.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AbandonedServersIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    @BeforeEach
    void requireLocalServers() {
        assumeThat(Backend.chosen())
                .as("Testcontainers removes containers itself")
                .isInstanceOf(LocalBackend.class);
    }

    @Test
    void endWithTheJvmThatWasKilled() throws IOException {
        assertThatServersEndWhen(Process::destroyForcibly);
    }

    @Test
    void endWithTheProcessGroupThatWasKilled() throws IOException {
        assertThatServersEndWhen(jvm -> new ProcessBuilder("sh", "-c", "kill -KILL -" + jvm.pid()).start());
    }

    private void assertThatServersEndWhen(Ending ending) throws IOException {
        var jvm = startOwner();
        long postgres;
        long redis;
        Path directory;
        try (var answers = new BufferedReader(new InputStreamReader(jvm.getInputStream(), UTF_8))) {
            postgres = Long.parseLong(answer(answers, "postgres"));
            redis = Long.parseLong(answer(answers, "redis"));
            directory = Path.of(answer(answers, "directory"));
            assertThat(isAlive(postgres)).isTrue();
            assertThat(isAlive(redis)).isTrue();
        } finally {
            ending.of(jvm);
        }

        await("servers ended").atMost(LIMIT).until(() -> !isAlive(postgres) && !isAlive(redis));
        await("directory removed").atMost(LIMIT).until(() -> Files.notExists(directory));
    }

    /** Starts a JVM that leads a process group. */
    private Process startOwner() throws IOException {
        return new ProcessBuilder(Programs.detached(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Owner.class.getName())))
                .redirectErrorStream(true)
                .start();
    }

    private interface Ending {
        void of(Process jvm) throws IOException;
    }

    private static String answer(BufferedReader answers, String name) throws IOException {
        var seen = new StringBuilder();
        for (var line = answers.readLine(); line != null; line = answers.readLine()) {
            if (line.startsWith(name + "=")) {
                return line.substring(name.length() + 1);
            }
            seen.append(line).append('\n');
        }
        throw new AssertionError("no " + name + " in:\n" + seen);
    }

    private static boolean isAlive(long pid) {
        return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }

    /** Starts servers, prints their process ids and directories, and waits to be killed. */
    static final class Owner {

        public static void main(String[] arguments) throws Exception {
            try (var connection = TestServers.postgres().connect();
                    var statement = connection.createStatement()) {
                var result = statement.executeQuery("SELECT split_part(pg_read_file('postmaster.pid'), E'\\n', 1)");
                result.next();
                System.out.println("postgres=" + result.getString(1));
            }
            var redis = TestServers.startRedis().commands();
            System.out.println("redis=" + redis.info("server").replaceAll("(?s).*process_id:(\\d+).*", "$1"));
            System.out.println(
                    "directory=" + Path.of(redis.configGet("dir").get("dir")).getParent());
            Thread.sleep(60_000);
        }
    }
}
