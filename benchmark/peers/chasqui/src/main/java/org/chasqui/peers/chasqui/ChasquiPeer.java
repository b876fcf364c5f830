package org.chasqui.peers.chasqui;

import java.util.List;
import org.chasqui.messaging.Event;
import org.chasqui.messaging.EventLog;
import org.chasqui.messaging.Message;
import org.chasqui.messaging.Replica;
import org.chasqui.messaging.Subscription;
import org.chasqui.peers.Change;
import org.chasqui.peers.Copies;
import org.chasqui.peers.Harness;
import org.chasqui.peers.Peer;
import org.jspecify.annotations.NullMarked;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;

/** A service that subscribes to its own stream. */
@NullMarked
@Configuration(proxyBeanMethods = false)
public class ChasquiPeer {

    private static final String CHANGED = "row.changed.v1";

    public static void main(String[] arguments) {
        Harness.measure(ChasquiPeer.class, arguments);
    }

    @Bean
    Peer peer(EventLog log) {
        return new Peer() {
            @Override
            public void publish(Change change) {
                log.append(Event.of(CHANGED, "row", change.id(), change.version(), change));
            }
        };
    }

    @Bean
    Subscription changes(NamedParameterJdbcTemplate jdbc, Copies copies) {
        var replica = new Replica<Change>(jdbc, "replica", ids -> {});
        return Subscription.to("changes")
                .on(List.of(CHANGED), Change.class, messages -> put(messages, replica, copies), replica)
                .build();
    }

    private static void put(List<Message<Change>> messages, Replica<Change> replica, Copies copies) {
        replica.put(messages);
        copies.applied(messages.stream().map(Message::data).toList());
    }
}
