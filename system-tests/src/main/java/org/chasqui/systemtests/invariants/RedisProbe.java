package org.chasqui.systemtests.invariants;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.sync.RedisCommands;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** The system's Redis, looked at and disturbed from outside. Each call has a connection of its own, since Redis comes and goes. */
public final class RedisProbe implements AutoCloseable {

    private final RedisClient client;

    /** @param uri as {@code redis://[username:password@]host:port}, or {@code redis-sentinel://…@host:port,host:port#name} */
    public RedisProbe(String uri) {
        this.client = RedisClient.create(RedisURI.create(uri));
    }

    /** Forgets every key, as an operator's mistake or a failover to an empty server would. */
    public void flush() {
        ask(RedisCommands::flushall);
    }

    /** The lists that are not empty. */
    public Map<String, Long> lengths() {
        return ask(redis -> {
            var lengths = new TreeMap<String, Long>();
            for (var key : redis.keys("evt:*:q")) {
                long length = redis.llen(key);
                if (length > 0) {
                    lengths.put(key, length);
                }
            }
            return lengths;
        });
    }

    /** @param pattern as Redis knows it: {@code chasqui:*} */
    public List<String> keys(String pattern) {
        return ask(redis -> redis.keys(pattern));
    }

    @Override
    public void close() {
        client.shutdown();
    }

    /** A number that Redis tells of itself; 0 where it tells none by that name. */
    public long info(String name) {
        return ask(redis -> redis.info("everything")
                .lines()
                .filter(line -> line.startsWith(name + ":"))
                .map(line -> line.replaceAll("^.*[:=]", ""))
                .mapToLong(Long::parseLong)
                .findFirst()
                .orElse(0));
    }

    /** Asks anything else of Redis. */
    public <T> T ask(Function<RedisCommands<String, String>, T> question) {
        try (var connection = client.connect()) {
            return question.apply(connection.sync());
        } catch (RedisException e) {
            throw new RedisUnavailable(e);
        }
    }

    /** No answer from Redis. */
    public static final class RedisUnavailable extends RuntimeException {
        RedisUnavailable(RedisException cause) {
            super("Redis does not answer: " + cause.getMessage(), cause);
        }
    }
}
