package org.chasqui.platform.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.chasqui.platform.worker.WorkerLoop.Backoff;
import org.junit.jupiter.api.Test;

class BackoffTests {

    private final Backoff backoff = new Backoff(Duration.ofMillis(50), Duration.ofSeconds(10));

    @Test
    void doublesUpToTheLongestPauseAndStaysThere() {
        assertThat(backoff.after(1)).hasMillis(50);
        assertThat(backoff.after(2)).hasMillis(100);
        assertThat(backoff.after(8)).hasMillis(6_400);
        assertThat(backoff.after(9)).hasSeconds(10);
        assertThat(backoff.after(1_000)).hasSeconds(10);
        assertThat(backoff.after(Integer.MAX_VALUE)).hasSeconds(10);
    }
}
