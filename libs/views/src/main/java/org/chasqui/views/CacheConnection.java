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
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connection of the view cache to Redis. No request waits until it is open, or for an answer beyond the timeout. After a failure it is
 * not used for a second.
 *
 * <p>All commands go over one connection, so Redis executes them in the order in which they were given.
 */
final class CacheConnection implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(CacheConnection.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Supplier<RedisClient> client;
    private final Duration timeout;
    private final CircuitBreaker breaker;
    private final Thread opener;

    private volatile @Nullable StatefulRedisConnection<byte[], byte[]> connection;
    private volatile boolean closed;

    /** No command was sent to Redis, or no answer came. */
    static final class Unanswered extends Exception {

        private static final long serialVersionUID = 1L;

        Unanswered(@Nullable Throwable cause) {
            super(null, cause, false, false); // why no stack trace: it is thrown often when it is thrown at all
        }
    }

    CacheConnection(Supplier<RedisClient> client, Duration timeout) {
        this(client, timeout, new CircuitBreaker(PAUSE, System::nanoTime));
    }

    CacheConnection(Supplier<RedisClient> client, Duration timeout, CircuitBreaker breaker) {
        this.client = client;
        this.timeout = timeout;
        this.breaker = breaker;
        opener = Thread.ofPlatform().daemon().name("cache connection").unstarted(this::connect);
    }

    void open() {
        opener.start();
    }

    /**
     * Runs a script and waits for what it returns.
     *
     * @return null if Redis answered nil
     * @throws Unanswered if the script was not sent, or its answer did not come in time; it may run later
     */
    byte @Nullable [] eval(CacheScript script, String key, byte[]... arguments) throws Unanswered {
        var commands = commands();
        try {
            var value = runKnown(commands, script, key, arguments).get(timeout.toNanos(), TimeUnit.NANOSECONDS);
            breaker.succeeded();
            return value;
        } catch (TimeoutException | ExecutionException | CancellationException | RedisException e) {
            breaker.failed();
            log.debug("Redis failed; the view cache is not used for {}", PAUSE, e);
            throw new Unanswered(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Unanswered(e);
        }
    }

    /** Runs the script by its digest, and sends its text only if Redis does not know it yet. */
    private static CompletableFuture<byte[]> runKnown(
            RedisAsyncCommands<byte[], byte[]> commands, CacheScript script, String key, byte[]... arguments) {
        RedisFuture<byte[]> answer = commands.evalsha(
                script.digest(), ScriptOutputType.VALUE, new byte[][] {CacheScript.bytes(key)}, arguments);
        return answer.exceptionallyCompose(failure -> failure instanceof RedisNoScriptException
                        ? run(commands, script, key, arguments)
                        : CompletableFuture.failedStage(failure))
                .toCompletableFuture();
    }

    /** Runs a script without waiting for its result, and not at all if Redis is away. */
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

    /** Tries until Redis has answered once. From then on Lettuce reconnects by itself. */
    private void connect() {
        while (!closed && connection == null) {
            try {
                var made = client.get().connect(ByteArrayCodec.INSTANCE);
                made.setTimeout(timeout);
                connection = made;
                if (closed) {
                    made.close();
                }
            } catch (RuntimeException e) {
                log.debug("The view cache cannot connect to Redis yet", e);
                pause();
            }
        }
    }

    private void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            closed = true;
        }
    }

    @Override
    public void close() {
        closed = true;
        opener.interrupt();
        var open = connection;
        if (open != null) {
            open.close();
        }
    }

    /** After a failure, refuses all attempts for a while, and then admits one. */
    static final class CircuitBreaker {

        private final long pause;
        private final LongSupplier nanoTime;
        private final AtomicLong nextTry = new AtomicLong();
        private volatile boolean open;

        CircuitBreaker(Duration pause, LongSupplier nanoTime) {
            this.pause = pause.toNanos();
            this.nanoTime = nanoTime;
        }

        boolean admits() {
            if (!open) {
                return true;
            }
            var now = nanoTime.getAsLong();
            var at = nextTry.get();
            return now - at >= 0 && nextTry.compareAndSet(at, now + pause);
        }

        void failed() {
            nextTry.set(nanoTime.getAsLong() + pause);
            open = true;
        }

        void succeeded() {
            open = false;
        }
    }
}
