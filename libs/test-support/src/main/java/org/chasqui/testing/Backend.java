package org.chasqui.testing;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Starts the servers. The JVM chooses a backend once and prints it on standard output. */
abstract sealed class Backend permits DockerBackend, LocalBackend {

    private static final String PROPERTY = "chasqui.test.backend";
    private static final String VARIABLE = "CHASQUI_TEST_BACKEND";

    private static @Nullable Backend chosen;

    static synchronized Backend chosen() {
        if (chosen == null) {
            chosen = choose();
            System.out.println("[test servers] " + chosen.description());
        }
        return chosen;
    }

    private static Backend choose() {
        var wanted = Optional.ofNullable(System.getProperty(PROPERTY))
                .or(() -> Optional.ofNullable(System.getenv(VARIABLE)))
                .map(name -> name.strip().toLowerCase(Locale.ROOT))
                .orElse("");
        return switch (wanted) {
            case "docker" -> DockerBackend.require();
            case "local" -> LocalBackend.require();
            case "" -> DockerBackend.find().<Backend>map(docker -> docker).orElseGet(LocalBackend::require);
            default -> throw new NoTestServers("%s is '%s'; it can be 'docker' or 'local'".formatted(PROPERTY, wanted));
        };
    }

    /** The programs or images and their versions, in one line. */
    abstract String description();

    abstract PostgresServer startPostgres();

    abstract RedisServer startRedis();
}
