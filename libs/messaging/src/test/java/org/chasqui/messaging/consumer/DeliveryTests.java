package org.chasqui.messaging.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.chasqui.messaging.EnvelopeJson;
import org.chasqui.messaging.Subscription;
import org.chasqui.messaging.queue.Entry;
import org.chasqui.messaging.queue.Offset;
import org.junit.jupiter.api.Test;

class DeliveryTests {

    private record Basket(List<Long> products) {}

    private static final Subscription SUBSCRIPTION = Subscription.to("baskets")
            .on("basket.filled.v1", Basket.class, messages -> {})
            .lockingUpTo(3, Basket.class, Basket::products)
            .ignoring("shop.closed.v1")
            .build();

    @Test
    void endsABatchBeforeTheEventWithWhichItWouldLockTooMuch() {
        assertThat(together("[1, 2]", "[2, 3]", "[3, 1]", "[4]", "[1]")).isEqualTo(3);
        assertThat(together("[1, 2, 3]", "[4]")).isOne();
        assertThat(together("[1]", "[1]", "[1]", "[1]")).isEqualTo(4);
    }

    @Test
    void takesAnEventAloneThatLocksMoreThanThat() {
        assertThat(together("[1, 2, 3, 4]", "[1]")).isOne();
    }

    @Test
    void leavesWhatCannotBeReadToItsHandler() {
        assertThat(together("\"none\"", "[1, 2, 3]", "null")).isEqualTo(3);
    }

    @Test
    void countsNothingForWhatIsIgnored() {
        assertThat(together(Stream.of(
                        delivery("basket.filled.v1", "[1, 2, 3]"),
                        delivery("shop.closed.v1", "[4]"),
                        delivery("basket.filled.v1", "[5]"))))
                .isEqualTo(2);
    }

    private static int together(String... baskets) {
        return together(Stream.of(baskets).map(products -> delivery("basket.filled.v1", products)));
    }

    private static int together(Stream<Delivery> deliveries) {
        return Delivery.upTo(SUBSCRIPTION.lockLimit().orElseThrow(), deliveries.toList())
                .size();
    }

    private static Delivery delivery(String type, String products) {
        var json = EnvelopeJson.write(
                "baskets",
                UUID.randomUUID(),
                type,
                "basket",
                1,
                1,
                Instant.EPOCH,
                null,
                null,
                "{\"products\": " + products + "}");
        return Delivery.of(Entry.after(Offset.START, new Offset(1, "one"), json), SUBSCRIPTION);
    }
}
