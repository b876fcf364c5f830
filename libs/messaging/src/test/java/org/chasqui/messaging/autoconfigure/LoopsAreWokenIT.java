package org.chasqui.messaging.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.chasqui.messaging.Event;
import org.chasqui.messaging.EventLog;
import org.chasqui.messaging.fixtures.MessagingFixture;
import org.chasqui.messaging.fixtures.SampleState;
import org.chasqui.testing.UsesServers;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/** The loops of one instance, which would look by themselves only once in ten minutes. */
@SpringBootTest(
        classes = SampleMessagingService.class,
        properties = {
            "spring.application.name=shelf",
            "messaging.stream=things",
            "messaging.subscribers=shelf",
            "messaging.sequencer.poll-interval=10m",
            "messaging.relay.poll-interval=10m",
            "spring.data.redis.timeout=2s",
            "spring.flyway.locations=classpath:db/shelf"
        })
@UsesServers
class LoopsAreWokenIT {

    @Autowired
    private EventLog eventLog;

    @Autowired
    private TransactionTemplate transactions;

    @Autowired
    private JdbcTemplate jdbc;

    @Test
    void whatIsPublishedIsAppliedWithoutWaitingForTheNextPoll() {
        for (var thing = 1; thing <= 10; thing++) {
            publish(thing);
            var published = thing;
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> applied() == published);
        }
    }

    private void publish(long id) {
        transactions.executeWithoutResult(status -> eventLog.append(
                List.of(Event.of(MessagingFixture.CHANGED, "thing", id, 1, new SampleState("a thing")))));
    }

    private long applied() {
        return Objects.requireNonNull(jdbc.queryForObject("SELECT count(*) FROM shelf", Long.class));
    }
}
