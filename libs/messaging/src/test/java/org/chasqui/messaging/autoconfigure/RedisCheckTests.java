package org.chasqui.messaging.autoconfigure;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.reset;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import java.time.Duration;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mockito.ArgumentMatchers;
import org.springframework.data.redis.RedisConnectionFailureException;
import org.springframework.data.redis.core.RedisCallback;
import org.springframework.data.redis.core.StringRedisTemplate;

class RedisCheckTests {

    private final StringRedisTemplate redis = mock();
    private final RedisCheck check = new RedisCheck(redis, Duration.ofHours(1));

    @ParameterizedTest
    @ValueSource(strings = {"7.0.0", "7.4.2", "8.0.1", "10.0", "255.255.255"})
    void acceptsARedisThatKnowsFlagsOfScripts(String version) {
        answers(version, "noeviction");

        assertThatCode(check::afterPropertiesSet).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"6.2.14", "5.0.7", "0", "unknown", ""})
    void refusesAnOlderOne(String version) {
        answers(version, "noeviction");

        assertThatThrownBy(check::afterPropertiesSet)
                .isInstanceOf(UnsuitableServer.class)
                .hasMessage("Redis is version " + version
                        + ", and the scripts that carry events need 7.0 or newer. Upgrade Redis, or use Valkey"
                        + " 7.2 or newer.");
    }

    @Test
    void refusesOneThatThrowsKeysAway() {
        answers("7.2.0", "allkeys-lru");

        assertThatThrownBy(check::check)
                .isInstanceOf(UnsuitableServer.class)
                .hasMessageContaining("maxmemory-policy allkeys-lru")
                .hasMessageContaining("Set maxmemory-policy noeviction");
    }

    @Test
    void asksAgainUntilItHasAnAnswerThatHoldsGood() {
        when(redis.execute(anyCallback())).thenThrow(new RedisConnectionFailureException("gone"));
        assertThatCode(check::afterPropertiesSet).doesNotThrowAnyException();
        assertThatThrownBy(check::check).isInstanceOf(RedisConnectionFailureException.class);
        reset(redis);
        answers("7.0.15", "noeviction");

        check.check();
        check.check();

        verify(redis, times(1)).execute(anyCallback());
    }

    private static RedisCallback<Object> anyCallback() {
        return ArgumentMatchers.<RedisCallback<Object>>any();
    }

    private void answers(String version, String policy) {
        var info = new Properties();
        info.setProperty("redis_version", version);
        info.setProperty("maxmemory_policy", policy);
        when(redis.execute(anyCallback())).thenReturn(info);
    }
}
