package org.chasqui.operations;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.chasqui.http.idempotency.Idempotency.KeyReused;
import org.chasqui.http.idempotency.KeyedRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.ClassPathResource;
import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.core.RedisCallback;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.core.script.DefaultRedisScript;
import org.springframework.data.redis.core.script.RedisScript;

/**
 * Queues that an operator fills and empties by hand: plain lists in Redis, which nothing else has a copy of. A queue is there for as long as
 * it has messages. All of them together have a limit, so that the lists of events have room.
 */
final class OperatorQueues {

    private static final int MAX_QUEUES = 100;
    private static final int MAX_MESSAGES = 10_000;
    private static final int MAX_BYTES = 16 * 1024 * 1024;

    /** The braces keep all keys in one slot of a Redis cluster. */
    private static final String ALL = "ops:{queues}";

    private static final String LIST = ALL + ":";
    private static final String ANSWERS = ALL + ".answers";
    private static final String ENDS = ALL + ".ends";

    private static final String WITH_ANSWERS = "-- with answers.lua\n";

    @SuppressWarnings("rawtypes") // why: a script's result type is given as a class, and there is none of List<Object>
    private static final RedisScript<List> PUSH = script("push.lua");

    @SuppressWarnings("rawtypes")
    private static final RedisScript<List> POP = script("pop.lua");

    @SuppressWarnings("rawtypes")
    private static final RedisScript<List> LOOK = script("look.lua");

    @SuppressWarnings("rawtypes")
    private static final RedisScript<List> COUNTS = script("counts.lua");

    /** More than the two seconds for which a busy disk can delay the writing of what Redis has done. */
    private static final int CHECKS_UNTIL_WRITTEN = 250;

    private static final Duration BETWEEN_CHECKS = Duration.ofMillis(10);

    private final StringRedisTemplate redis;

    OperatorQueues(StringRedisTemplate redis) {
        this.redis = redis;
    }

    /**
     * @param count messages in the queue
     * @param oldest of them, the first to be popped first
     */
    record Look(long count, List<String> oldest) {}

    /**
     * @param value the number of messages after a push; the message that was popped, null if the queue was empty
     * @param replayed whether this is the answer to an earlier request with the same key
     */
    record Result(@Nullable String value, boolean replayed) {}

    /** The number of messages of each queue, by name. */
    Map<String, Long> counts() {
        var answer = read(() -> redis.execute(COUNTS, List.of(ALL), LIST));
        var counts = new TreeMap<String, Long>();
        for (var i = 0; i < answer.size(); i += 2) {
            counts.put((String) answer.get(i), (Long) answer.get(i + 1));
        }
        return counts;
    }

    /** @param limit most messages to show, at least 1 */
    @SuppressWarnings("unchecked")
    Look look(String name, int limit) {
        var answer = read(() -> redis.execute(LOOK, List.of(LIST + name), Integer.toString(limit)));
        return new Look((Long) answer.get(0), (List<String>) answer.get(1));
    }

    /** Appends the message. When this returns, no end of Redis' process can undo it. */
    Result push(String name, String message, Optional<KeyedRequest> request) {
        return change(
                PUSH,
                name,
                request,
                message,
                Integer.toString(MAX_QUEUES),
                Integer.toString(MAX_MESSAGES),
                Integer.toString(MAX_BYTES));
    }

    /** Takes the oldest message. When this returns, no end of Redis' process can undo it. */
    Result pop(String name, Optional<KeyedRequest> request) {
        return change(POP, name, request);
    }

    @SuppressWarnings("rawtypes")
    private Result change(RedisScript<List> script, String name, Optional<KeyedRequest> request, String... arguments) {
        var keys = List.of(LIST + name, ALL, ANSWERS, ENDS);
        var key = request.map(KeyedRequest::key).orElse("");
        var digest = request.map(KeyedRequest::digest).orElse("");
        var all = Stream.concat(Stream.of(name, key, digest), Stream.of(arguments));
        try {
            var process = info().getProperty("run_id");
            var answer = Objects.requireNonNull(redis.execute(script, keys, all.toArray()));
            var result = result((String) answer.get(0), (@Nullable String) answer.get(1));
            awaitWritten(process, request);
            return result;
        } catch (DataAccessException | IllegalStateException e) {
            throw QueueRefused.unconfirmed(request.isPresent());
        }
    }

    private static Result result(String outcome, @Nullable String value) {
        return switch (outcome) {
            case "FULL" -> throw QueueRefused.full(String.valueOf(value));
            case "REUSED" -> throw new KeyReused();
            default -> new Result(value, outcome.equals("KNOWN"));
        };
    }

    /**
     * Waits until the operating system has what Redis has done, so that it survives the end of Redis' process. Usually Redis hands it over
     * before it answers; while the disk is busy, up to two seconds later.
     *
     * @param process that has done it: another one may not know of it
     */
    private void awaitWritten(@Nullable String process, Optional<KeyedRequest> request) {
        for (var check = 0; check < CHECKS_UNTIL_WRITTEN; check++) {
            var info = info();
            if (!Objects.equals(process, info.getProperty("run_id"))) {
                break;
            }
            if (info.getProperty("aof_buffer_length", "0").equals("0")) {
                return;
            }
            pause();
        }
        throw QueueRefused.unconfirmed(request.isPresent());
    }

    private static void pause() {
        try {
            Thread.sleep(BETWEEN_CHECKS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Properties info() {
        return Objects.requireNonNull(redis.execute((RedisCallback<Properties>)
                connection -> connection.serverCommands().info()));
    }

    private static <T> T read(Supplier<@Nullable T> command) {
        try {
            return Objects.requireNonNull(command.get());
        } catch (DataAccessException | IllegalStateException e) {
            throw QueueRefused.unreadable("Redis");
        }
    }

    @SuppressWarnings("rawtypes")
    private static RedisScript<List> script(String file) {
        return new DefaultRedisScript<>(text(file).replace(WITH_ANSWERS, text("answers.lua")), List.class);
    }

    private static String text(String file) {
        try {
            return new ClassPathResource(file, OperatorQueues.class).getContentAsString(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file + " from the class path", e);
        }
    }
}
