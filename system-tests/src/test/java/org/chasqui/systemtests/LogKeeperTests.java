package org.chasqui.systemtests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.chasqui.systemtests.shop.Eventually.eventually;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checks the script that keeps a shop's logs small while processes write to them. */
class LogKeeperTests {

    private static final Path SCRIPT =
            Path.of("").toAbsolutePath().getParent().resolve("script").resolve("keep-logs");

    @TempDir
    private Path directory;

    private Process keeper;

    @BeforeEach
    void start() throws IOException {
        keeper = new ProcessBuilder(SCRIPT.toString(), directory.toString(), "1000", "0.1")
                .inheritIO()
                .start();
    }

    @AfterEach
    void stop() {
        keeper.destroy();
    }

    @Test
    void aLogThatGrowsTooLargeStartsAgain() throws IOException {
        var log = directory.resolve("access.log");
        try (var writer = Files.newOutputStream(log, CREATE, APPEND)) {
            writer.write("first\n".repeat(200).getBytes(UTF_8));
            eventually(() -> assertThat(log).isEmptyFile());
            assertThat(directory.resolve("access.log.1")).hasContent("first\n".repeat(200));

            writer.write("second\n".getBytes(UTF_8));
            assertThat(log).hasContent("second\n");

            writer.write("third\n".repeat(200).getBytes(UTF_8));
            eventually(() -> assertThat(log).isEmptyFile());
            assertThat(directory.resolve("access.log.1")).hasContent("second\n" + "third\n".repeat(200));
        }
    }

    @Test
    void aSmallLogStaysUnchanged() throws IOException {
        var small = Files.writeString(directory.resolve("redis.log"), "x".repeat(1000));
        var large = Files.writeString(directory.resolve("postgres.log"), "x".repeat(1001));

        eventually(() -> assertThat(large).isEmptyFile());
        assertThat(small).hasSize(1000);
        assertThat(directory.resolve("redis.log.1")).doesNotExist();
    }
}
