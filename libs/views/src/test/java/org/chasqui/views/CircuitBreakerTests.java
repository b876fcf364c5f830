package org.chasqui.views;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.chasqui.views.CacheConnection.CircuitBreaker;
import org.junit.jupiter.api.Test;

class CircuitBreakerTests {

    private final AtomicLong nanoTime = new AtomicLong(Long.MAX_VALUE - 5); // it may also overflow
    private final CircuitBreaker breaker = new CircuitBreaker(Duration.ofNanos(10), nanoTime::get);

    @Test
    void admitsAllUntilSomethingFails() {
        assertThat(breaker.admits()).isTrue();
        assertThat(breaker.admits()).isTrue();
    }

    @Test
    void admitsNobodyForAWhileAndThenOneAtATime() {
        breaker.failed();
        nanoTime.addAndGet(9);
        assertThat(breaker.admits()).isFalse();

        nanoTime.addAndGet(1);
        assertThat(breaker.admits()).isTrue();
        assertThat(breaker.admits()).isFalse();

        nanoTime.addAndGet(10);
        assertThat(breaker.admits()).isTrue();
    }

    @Test
    void admitsAllAgainOnceSomethingSucceeds() {
        breaker.failed();
        nanoTime.addAndGet(10);
        assertThat(breaker.admits()).isTrue();

        breaker.succeeded();
        assertThat(breaker.admits()).isTrue();
        assertThat(breaker.admits()).isTrue();
    }
}
