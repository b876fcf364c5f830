package org.chasqui.peers.namastack;

import io.namastack.outbox.Outbox;
import io.namastack.outbox.handler.OutboxRecordMetadata;
import io.namastack.outbox.handler.OutboxTypedHandler;
import java.util.Objects;
import org.chasqui.peers.Change;
import org.chasqui.peers.Copies;
import org.chasqui.peers.Harness;
import org.chasqui.peers.Peer;
import org.jspecify.annotations.NullMarked;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;

/** A record of the outbox for each event, by the key of its row, and a handler that is polled for. */
@NullMarked
@Configuration(proxyBeanMethods = false)
public class NamastackPeer {

    private static final int PARTITIONS = 256;
    private static final String OWNED = "SELECT count(*) FROM outbox_partition WHERE instance_id IS NOT NULL";

    public static void main(String[] arguments) {
        Harness.measure(NamastackPeer.class, arguments);
    }

    @Bean
    Peer peer(Outbox outbox, JdbcTemplate jdbc) {
        return new Peer() {
            @Override
            public void publish(Change change) {
                outbox.schedule(change, Long.toString(change.id()));
            }

            @Override
            public boolean isReady() {
                return Objects.equals(jdbc.queryForObject(OWNED, Integer.class), PARTITIONS);
            }
        };
    }

    @Bean
    OutboxTypedHandler<Change> handler(Copies copies) {
        return new Handler(copies);
    }

    /** Why no lambda: the type of the payload is read from the class. */
    record Handler(Copies copies) implements OutboxTypedHandler<Change> {

        @Override
        public void handle(Change change, OutboxRecordMetadata metadata) {
            copies.put(change);
        }
    }
}
