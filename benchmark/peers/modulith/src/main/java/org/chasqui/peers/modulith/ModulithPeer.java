package org.chasqui.peers.modulith;

import org.chasqui.peers.Change;
import org.chasqui.peers.Copies;
import org.chasqui.peers.Harness;
import org.chasqui.peers.Peer;
import org.jspecify.annotations.NullMarked;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.modulith.events.ApplicationModuleListener;

/** An event that a listener of the same process handles after the commit, in another thread and transaction. */
@NullMarked
@Configuration(proxyBeanMethods = false)
public class ModulithPeer {

    public static void main(String[] arguments) {
        Harness.measure(ModulithPeer.class, arguments);
    }

    @Bean
    Peer peer(ApplicationEventPublisher events) {
        return new Peer() {
            @Override
            public void publish(Change change) {
                events.publishEvent(change);
            }
        };
    }

    @Bean
    Listener listener(Copies copies) {
        return new Listener(copies);
    }

    static class Listener {

        private final Copies copies;

        Listener(Copies copies) {
            this.copies = copies;
        }

        @ApplicationModuleListener
        void on(Change change) {
            copies.put(change);
        }
    }
}
