package org.chasqui.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.env.ConfigTreePropertySource;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

class CurrentSecretTests {

    private static final String PASSWORD = "spring.datasource.password";

    @TempDir
    private Path directory;

    private final StandardEnvironment environment = new StandardEnvironment();

    @BeforeEach
    void readFiles() throws IOException {
        Files.writeString(directory.resolve(PASSWORD), "first\n");
        environment
                .getPropertySources()
                .addLast(new ConfigTreePropertySource(
                        "files", directory, ConfigTreePropertySource.Option.AUTO_TRIM_TRAILING_NEW_LINE));
        ConfigurationPropertySources.attach(environment);
    }

    @Test
    void isWhatTheFileHasAtThatMoment() throws IOException {
        var password = CurrentSecret.of(environment, PASSWORD);
        assertThat(password.get()).isEqualTo("first");

        Files.writeString(directory.resolve("new"), "second\n");
        Files.move(directory.resolve("new"), directory.resolve(PASSWORD), StandardCopyOption.ATOMIC_MOVE);

        assertThat(password.get()).isEqualTo("second");
    }

    @Test
    void isWhatWinsOverTheFile() {
        environment.getPropertySources().addFirst(new MapPropertySource("argument", Map.of(PASSWORD, "mine")));

        assertThat(CurrentSecret.of(environment, PASSWORD).get()).isEqualTo("mine");
    }

    @Test
    void isEmptyIfThereIsNone() {
        assertThat(CurrentSecret.of(environment, "other").get()).isEmpty();
    }
}
