package org.chasqui.systemtests.invariants;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.sync.RedisCommands;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** Inspects and disturbs the system's Redis from outside. Each call opens its own connection, since drills stop and restart Redis. */
public final class RedisProbe implements AutoCloseable {

    private final RedisClient client;

    /** @param uri as {@code redis://[username:password@]host:port}, or {@code redis-sentinel://…@host:port,host:port#name} */
    public RedisProbe(String uri) {
        this.client = RedisClient.create(RedisURI.create(uri));
    }

    /** Deletes every key, as an operator's mistake or a failover to an empty server would. */
    public void flush() {
        ask(RedisCommands::flushall);
    }

    /** The lengths of all lists that are not empty. */
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

    /** @param pattern a Redis pattern such as {@code chasqui:*} */
    public List<String> keys(String pattern) {
        return ask(redis -> redis.keys(pattern));
    }

    /** Each key with all that it holds, of whatever type, a line each. */
    public List<String> everything() {
        return ask(redis -> redis.keys("*").stream()
                .map(key -> key + " " + held(redis, key))
                .toList());
    }

    private static Object held(RedisCommands<String, String> redis, String key) {
        return switch (redis.type(key)) {
            case "string" -> redis.get(key);
            case "list" -> redis.lrange(key, 0, -1);
            case "set" -> redis.smembers(key);
            case "zset" -> redis.zrange(key, 0, -1);
            case "hash" -> redis.hgetall(key);
            case "none" -> "";
            default -> throw new IllegalStateException("Nothing here keeps a " + redis.type(key));
        };
    }

    @Override
    public void close() {
        client.shutdown();
    }

    /** A number from Redis' {@code INFO}; 0 if it has no such entry. */
    public long info(String name) {
        return ask(redis -> redis.info("everything")
                .lines()
                .filter(line -> line.startsWith(name + ":"))
                .map(line -> line.replaceAll("^.*[:=]", ""))
                .mapToLong(Long::parseLong)
                .findFirst()
                .orElse(0));
    }

    /** Sends any other command to Redis. */
    public <T> T ask(Function<RedisCommands<String, String>, T> question) {
        try (var connection = client.connect()) {
            return question.apply(connection.sync());
        } catch (RedisException e) {
            throw new RedisUnavailable(e);
        }
    }

    /** Thrown if Redis does not answer. */
    public static final class RedisUnavailable extends RuntimeException {
        RedisUnavailable(RedisException cause) {
            super("Redis does not answer: " + cause.getMessage(), cause);
        }
    }
}
