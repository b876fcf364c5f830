package org.chasqui.testing;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A running Redis that belongs to one test: it may be flushed, filled with garbage, killed and started again. It keeps nothing
 * on disk, evicts nothing, and allows {@code DEBUG} to those who are on its machine.
 */
public final class RedisServer implements AutoCloseable {

    static final List<String> SETTINGS = List.of(
            "--save", "", "--appendonly", "no", "--maxmemory-policy", "noeviction", "--enable-debug-command", "local");

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

    /** The test's own way in, beside that of the code under test. Stays usable over a restart of the server. */
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

    /** Ends the server in order: clients see their connections closed. */
    public void stop() {
        process.signal("TERM");
        Await.end(process);
    }

    /** Ends the server in the middle of whatever it does ({@code kill -9}). */
    public void kill() {
        process.signal("KILL");
        Await.end(process);
    }

    /** Kills the server and starts it again: every key is gone. */
    public void restart() {
        kill();
        start();
    }

    /** Lets the server hang: connections stay open and nobody answers, until {@link #resume()}. */
    public void freeze() {
        process.signal("STOP");
    }

    /** Lets a frozen server go on. */
    public void resume() {
        process.signal("CONT");
    }

    public boolean isRunning() {
        return process.isRunning();
    }

    /** Ends the server for good. */
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
