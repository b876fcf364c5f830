package org.chasqui.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RedisServerIT {

    private final RedisServer redis = TestServers.startRedis();

    @BeforeAll
    void isEmpty() {
        assertThat(redis.commands().dbsize()).isZero();
    }

    @AfterAll
    void close() {
        redis.close();
        assertThat(redis.isRunning()).isFalse();
    }

    @Test
    void belongsToOneTestAlone() {
        redis.commands().set("mine", "yes");

        try (var other = TestServers.startRedis()) {
            assertThat(other.commands().get("mine")).isNull();
            other.commands().flushall();
        }

        assertThat(redis.commands().get("mine")).isEqualTo("yes");
    }

    @Test
    void forgetsItsKeysWhenItIsKilledAndKeepsItsPort() {
        redis.commands().set("key", "value");
        int port = redis.port();

        redis.kill();
        assertThat(redis.isRunning()).isFalse();
        redis.start();

        assertThat(redis.port()).isEqualTo(port);
        assertThat(redis.commands().get("key")).isNull();
    }

    @Test
    void stopsAndStartsAgain() {
        redis.stop();
        redis.start();

        assertThat(redis.commands().ping()).isEqualTo("PONG");
    }

    @Test
    void hangsWhileItIsFrozen() {
        var soon = redis.uri();
        soon.setTimeout(Duration.ofMillis(200));
        try (var client = RedisClient.create(soon);
                var connection = client.connect()) {
            redis.freeze();
            assertThatThrownBy(connection.sync()::ping).isInstanceOf(RedisCommandTimeoutException.class);
            redis.resume();
            assertThat(connection.sync().ping()).isEqualTo("PONG");
        }
    }

    @Test
    void evictsNothing() {
        assertThat(redis.commands().configGet("maxmemory-policy")).containsValue("noeviction");
    }
}
