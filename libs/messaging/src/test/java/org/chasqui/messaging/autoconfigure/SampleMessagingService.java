package org.chasqui.messaging.autoconfigure;

import java.util.List;
import org.chasqui.messaging.Message;
import org.chasqui.messaging.Replica;
import org.chasqui.messaging.Subscription;
import org.chasqui.messaging.fixtures.MessagingFixture;
import org.chasqui.messaging.fixtures.SampleState;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;

/** A service as small as it can be: it publishes things and keeps a replica of its own stream. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
class SampleMessagingService {

    static final String[] PROPERTIES = {
        "spring.application.name=shelf",
        "messaging.stream=things",
        "messaging.subscribers=shelf,attic",
        "spring.data.redis.timeout=2s",
        "spring.flyway.locations=classpath:db/shelf"
    };

    private static final String PUT = """
        INSERT INTO shelf (id, version, event_id) VALUES (?, ?, ?)
        ON CONFLICT (id) DO UPDATE SET version = excluded.version
         WHERE (SELECT bool_or(rebuilding) FROM messaging.subscription)
        """;

    @Bean
    Subscription things(JdbcTemplate jdbc) {
        var rows = new Replica<SampleState>(new NamedParameterJdbcTemplate(jdbc), "shelf", ids -> {});
        return Subscription.to("things")
                .on(List.of(MessagingFixture.CHANGED), SampleState.class, messages -> put(messages, jdbc), rows)
                .build();
    }

    /** Why not the replica's own way: an event that came twice must fail, unless a rebuild brings it again. */
    private static void put(List<Message<SampleState>> messages, JdbcTemplate jdbc) {
        for (var message : messages) {
            var written = jdbc.update(PUT, message.aggregateId(), message.version(), message.id());
            if (written == 0) {
                throw new DuplicateKeyException("Event %s came twice".formatted(message.id()));
            }
        }
    }
}
