package org.chasqui.orders.queries;

import static org.chasqui.orders.queries.Streams.order;
import static org.chasqui.orders.queries.Streams.product;
import static org.chasqui.orders.queries.Streams.reservation;

import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.chasqui.testing.UsesServers;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;

/** Products and orders arrive in transactions of their own, at the same moment, and lock the same names. */
@SpringBootTest(properties = "messaging.autostart=false")
@UsesServers
@Import(Streams.class)
class SimultaneousStreamsIT {

    private static final int ROUNDS = 50;
    private static final int EVENTS = 40;
    private static final int PRODUCTS = 10;

    @Autowired
    private Streams streams;

    private final Random random = new Random(1);
    private final CyclicBarrier begin = new CyclicBarrier(2);

    /** Each delivery fails if its transaction does, as one of two in a deadlock would. */
    @Test
    void doNotWaitForOneAnother() throws Exception {
        try (var threads = Executors.newFixedThreadPool(2)) {
            var products = threads.submit(everyRound(round -> streams.productsAlone(soldIn(round))));
            var orders = threads.submit(everyRound(round -> streams.orders(placedIn(round))));
            products.get();
            orders.get();
        }
    }

    /** As the stream brings them: a product whose stock changed, and the reservation that changed it, in turn. */
    private String[] soldIn(int round) {
        return numbers(round)
                .boxed()
                .flatMap(number ->
                        Stream.of(product(1 + random.nextInt(PRODUCTS), number, "a name"), reservation(number)))
                .toArray(String[]::new);
    }

    private static String[] placedIn(int round) {
        return numbers(round)
                .mapToObj(number -> order(number, 1, 1, 1 + number % PRODUCTS, "processing"))
                .toArray(String[]::new);
    }

    private static IntStream numbers(int round) {
        return IntStream.rangeClosed(round * EVENTS + 1, (round + 1) * EVENTS);
    }

    private Callable<Void> everyRound(IntConsumer delivery) {
        return () -> {
            for (var round = 0; round < ROUNDS; round++) {
                begin.await();
                delivery.accept(round);
            }
            return null;
        };
    }
}
