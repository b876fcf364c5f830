package org.chasqui.testing;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A running Redis that belongs to one test. The test may flush it, fill it with garbage, kill it and start it again. It stores nothing on
 * disk, evicts nothing, and allows {@code DEBUG} from its own machine. The test itself may do everything, and the services have the same
 * users as in production.
 */
public final class RedisServer implements AutoCloseable {

    static final List<String> SETTINGS = Stream.concat(
                    Stream.of(
                            "--save",
                            "",
                            "--appendonly",
                            "no",
                            "--maxmemory-policy",
                            "noeviction",
                            "--enable-debug-command",
                            "local"),
                    RedisUsers.settings())
            .toList();

    private static final RedisClient CLIENT = RedisClient.create();

    private final ServerProcess process;
    private @Nullable StatefulRedisConnection<String, String> connection;

    RedisServer(ServerProcess process) {
        this.process = process;
    }

    public String host() {
        return process.host();
    }

    public int port() {
        return process.port();
    }

    public RedisURI uri() {
        return RedisURI.builder()
                .withHost(host())
                .withPort(port())
                .withTimeout(Duration.ofSeconds(5))
                .build();
    }

    /** The test's own connection, apart from the code under test. It stays usable after a restart of the server. */
    public synchronized RedisCommands<String, String> commands() {
        if (connection == null) {
            connection = CLIENT.connect(uri());
        }
        return connection.sync();
    }

    /** Starts the server again after {@link #kill()} or {@link #stop()}: same port, no keys. Returns when it answers. */
    public void start() {
        process.start();
        Await.answer(process, this::answers);
    }

    /** Stops the server in order: clients see their connections closed. */
    public void stop() {
        process.signal("TERM");
        Await.end(process);
    }

    /** Kills the server at once ({@code kill -9}). */
    public void kill() {
        process.signal("KILL");
        Await.end(process);
    }

    /** Kills the server and starts it again: every key is gone. */
    public void restart() {
        kill();
        start();
    }

    /** Freezes the server: it keeps connections open and does not answer until {@link #resume()}. */
    public void freeze() {
        process.signal("STOP");
    }

    /** Resumes a frozen server. */
    public void resume() {
        process.signal("CONT");
    }

    public boolean isRunning() {
        return process.isRunning();
    }

    /** Ends the server and deletes its data. */
    @Override
    public synchronized void close() {
        if (connection != null) {
            connection.close();
            connection = null;
        }
        process.remove();
    }

    private boolean answers() {
        try (var connection = CLIENT.connect(uri())) {
            return process.worksIn(connection.sync().configGet("dir").getOrDefault("dir", ""));
        } catch (RedisException notYet) {
            return false;
        }
    }
}
