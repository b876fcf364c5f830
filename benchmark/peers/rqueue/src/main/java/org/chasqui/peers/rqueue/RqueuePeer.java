package org.chasqui.peers.rqueue;

import com.github.sonus21.rqueue.annotation.RqueueListener;
import com.github.sonus21.rqueue.config.SimpleRqueueListenerContainerFactory;
import com.github.sonus21.rqueue.core.RqueueMessageEnqueuer;
import org.chasqui.peers.Change;
import org.chasqui.peers.Copies;
import org.chasqui.peers.Harness;
import org.chasqui.peers.Peer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** A message in Redis for each event, enqueued after the commit, and eight consumers that compete for them. */
@Configuration(proxyBeanMethods = false)
public class RqueuePeer {

    private static final String QUEUE = "changes";
    /** In ms. Why so short: it polls no sooner again where all consumers are busy, either. */
    private static final long POLLING_INTERVAL = 1;

    public static void main(String[] arguments) {
        Harness.measure(RqueuePeer.class, arguments);
    }

    @Bean
    SimpleRqueueListenerContainerFactory simpleRqueueListenerContainerFactory() {
        var factory = new SimpleRqueueListenerContainerFactory();
        factory.setPollingInterval(POLLING_INTERVAL);
        return factory;
    }

    @Bean
    Peer peer(RqueueMessageEnqueuer queue) {
        return new Peer() {
            @Override
            public void committed(Change change) {
                queue.enqueue(QUEUE, change);
            }
        };
    }

    @Bean
    Consumer consumer(Copies copies) {
        return new Consumer(copies);
    }

    static class Consumer {

        private final Copies copies;

        Consumer(Copies copies) {
            this.copies = copies;
        }

        @RqueueListener(value = QUEUE, concurrency = "8")
        public void on(Change change) {
            copies.put(change);
        }
    }
}
