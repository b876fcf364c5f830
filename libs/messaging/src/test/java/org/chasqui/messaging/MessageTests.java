package org.chasqui.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class MessageTests {

    @Test
    void theNewestOfEachAggregateComesInTheOrderOfIds() {
        var newest = Message.newestOfEach(List.of(message(9, 1), message(2, 3), message(9, 2), message(2, 2)));

        assertThat(newest).extracting(Message::aggregateId).containsExactly(2L, 9L);
        assertThat(newest).extracting(Message::version).containsExactly(3L, 2L);
    }

    @Test
    void theNewestOfEachIsTheMaximumOfAnyBatch() {
        var random = new Random(3);
        for (var i = 0; i < 200; i++) {
            var messages = new ArrayList<Message<String>>();
            var expected = new HashMap<Long, Long>();
            for (var n = random.nextInt(30); n > 0; n--) {
                var message = message(random.nextLong(5), random.nextLong(1, 10));
                messages.add(message);
                expected.merge(message.aggregateId(), message.version(), Math::max);
            }

            var newest = Message.newestOfEach(messages);

            assertThat(newest).isSortedAccordingTo((a, b) -> Long.compare(a.aggregateId(), b.aggregateId()));
            assertThat(newest)
                    .hasSize(expected.size())
                    .allSatisfy(
                            message -> assertThat(message.version()).isEqualTo(expected.get(message.aggregateId())));
        }
    }

    @Test
    void ofTheSameVersionTwiceTheFirstStays() {
        var first = message(1, 1);

        assertThat(Message.newestOfEach(List.of(first, message(1, 1)))).containsExactly(first);
    }

    private static Message<String> message(long id, long version) {
        return new Message<>(
                UUID.randomUUID(), "t", id, version, Instant.EPOCH, Optional.empty(), Optional.empty(), "data");
    }
}
