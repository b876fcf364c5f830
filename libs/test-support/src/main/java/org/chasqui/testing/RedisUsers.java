package org.chasqui.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The services' users of Redis, with the permissions of {@code servers/redis-users}: a test of a service fails if one is missing. */
final class RedisUsers {

    static final String PASSWORD = "secret";

    private static final List<List<String>> USERS = read();

    private RedisUsers() {}

    /** Arguments of the server. */
    static Stream<String> settings() {
        return USERS.stream()
                .flatMap(user -> Stream.of(Stream.of("--user"), user.stream(), Stream.of(">" + PASSWORD))
                        .flatMap(argument -> argument));
    }

    /** @return the name of the service's user; null if there is none, for an application of a library's test */
    static @Nullable String of(@Nullable String service) {
        return USERS.stream().anyMatch(user -> user.getFirst().equals(service)) ? service : null;
    }

    /** Each user's name and rules. Those that are no service's have no keys of events. */
    private static List<List<String>> read() {
        try (var lines = Files.lines(Project.find("servers").resolve("redis-users"))) {
            return lines.filter(line -> line.startsWith("user ") && line.contains(" ~evt:"))
                    .map(line -> Arrays.asList(line.substring("user ".length()).split(" ")))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
