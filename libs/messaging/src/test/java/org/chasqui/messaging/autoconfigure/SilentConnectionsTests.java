package org.chasqui.messaging.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SilentConnectionsTests {

    private final EmbeddedChannel connection = new EmbeddedChannel();

    @BeforeEach
    void watch() {
        connection.freezeTime();
        new SilentConnections(Duration.ofSeconds(4)).afterChannelInitialized(connection);
    }

    @Test
    void aConnectionThatAnswersNothingIsClosed() {
        connection.writeOutbound("GET");
        pass(3);
        connection.writeOutbound("GET"); // a second question is no sign of life
        pass(1);

        assertThat(connection.isOpen()).isFalse();
    }

    @Test
    void aConnectionThatAnswersStays() {
        for (int i = 0; i < 5; i++) {
            connection.writeOutbound("GET");
            pass(3);
            connection.writeInbound("value");
        }
        pass(60);

        assertThat(connection.isOpen()).isTrue();
    }

    @Test
    void aConnectionOnWhichNothingIsAskedStays() {
        pass(3600);

        assertThat(connection.isOpen()).isTrue();
    }

    private void pass(int seconds) {
        connection.advanceTimeBy(seconds, TimeUnit.SECONDS);
        connection.runPendingTasks();
        connection.runScheduledPendingTasks();
    }
}
