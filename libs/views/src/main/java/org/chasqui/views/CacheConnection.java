package org.chasqui.views;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection to Redis for those who can do without. Nobody waits for it to be made, or for an answer beyond the timeout; after a
 * failure, Redis is left alone for a second.
 *
 * <p>All commands go over one connection, so Redis carries them out in the order in which they were given.
 */
final class CacheConnection implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(CacheConnection.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Supplier<RedisClient> client;
    private final Duration timeout;
    private final Breaker breaker;
    private final Thread keeper;

    private volatile @Nullable StatefulRedisConnection<byte[], byte[]> connection;
    private volatile boolean closed;

    /** Redis was not asked, or has not answered. */
    static final class Unanswered extends Exception {

        private static final long serialVersionUID = 1L;

        Unanswered(@Nullable Throwable cause) {
            super(null, cause, false, false); // why no stack trace: it is thrown often when it is thrown at all
        }
    }

    CacheConnection(Supplier<RedisClient> client, Duration timeout) {
        this(client, timeout, new Breaker(PAUSE, System::nanoTime));
    }

    CacheConnection(Supplier<RedisClient> client, Duration timeout, Breaker breaker) {
        this.client = client;
        this.timeout = timeout;
        this.breaker = breaker;
        keeper = Thread.ofVirtual().name("cache connection").unstarted(this::keepConnected);
    }

    void open() {
        keeper.start();
    }

    /**
     * Runs a script and waits for what it returns.
     *
     * @return null if Redis answered nil
     * @throws Unanswered if Redis was not asked, or its answer did not come in time; the script may run later
     */
    byte @Nullable [] eval(CacheScript script, String key, byte[]... arguments) throws Unanswered {
        var commands = commands();
        try {
            var value = runKnown(commands, script, key, arguments).get(timeout.toNanos(), TimeUnit.NANOSECONDS);
            breaker.succeeded();
            return value;
        } catch (TimeoutException | ExecutionException | CancellationException | RedisException e) {
            breaker.failed();
            log.debug("The cache is left alone for {}", PAUSE, e);
            throw new Unanswered(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Unanswered(e);
        }
    }

    /** Names the script, and sends its text only where Redis does not know it yet. */
    private static CompletableFuture<byte[]> runKnown(
            RedisAsyncCommands<byte[], byte[]> commands, CacheScript script, String key, byte[]... arguments) {
        RedisFuture<byte[]> answer = commands.evalsha(
                script.digest(), ScriptOutputType.VALUE, new byte[][] {CacheScript.bytes(key)}, arguments);
        return answer.exceptionallyCompose(failure -> failure instanceof RedisNoScriptException
                        ? run(commands, script, key, arguments)
                        : CompletableFuture.failedStage(failure))
                .toCompletableFuture();
    }

    /** Has a script run, if Redis is there; nobody asks what it returns. */
    void send(CacheScript script, String key, byte[]... arguments) {
        try {
            RedisFuture<byte[]> answer = run(commands(), script, key, arguments);
            answer.exceptionally(failure -> {
                log.debug("{} of {} has failed", script, key, failure);
                return null;
            });
        } catch (Unanswered | RedisException e) {
            log.debug("{} of {} was not sent", script, key, e);
        }
    }

    private static RedisFuture<byte[]> run(
            RedisAsyncCommands<byte[], byte[]> commands, CacheScript script, String key, byte[]... arguments) {
        return commands.eval(script.text(), ScriptOutputType.VALUE, new byte[][] {CacheScript.bytes(key)}, arguments);
    }

    private RedisAsyncCommands<byte[], byte[]> commands() throws Unanswered {
        var open = connection;
        if (open == null || !open.isOpen() || !breaker.admits()) {
            throw new Unanswered(null);
        }
        return open.async();
    }

    boolean isOpen() {
        var made = connection;
        return made != null && made.isOpen();
    }

    /** Why not Lettuce's own reconnecting alone: it tries ever more seldom, up to half a minute apart. */
    private void keepConnected() {
        while (!closed) {
            var open = connection;
            if (open == null || !open.isOpen()) {
                connect(open);
            }
            try {
                Thread.sleep(PAUSE);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void connect(@Nullable StatefulRedisConnection<byte[], byte[]> lost) {
        try {
            if (lost != null) {
                lost.close();
            }
            var made = client.get().connect(ByteArrayCodec.INSTANCE);
            made.setTimeout(timeout);
            connection = made;
            if (closed) {
                made.close();
            }
        } catch (RuntimeException e) {
            log.debug("There is no connection for the cache yet", e);
        }
    }

    @Override
    public void close() {
        closed = true;
        keeper.interrupt();
        var open = connection;
        if (open != null) {
            open.close();
        }
    }
}
