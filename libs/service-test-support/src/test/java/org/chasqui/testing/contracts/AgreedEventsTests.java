package org.chasqui.testing.contracts;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import java.util.stream.Stream;
import org.chasqui.messaging.Event;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The record of a user's event, and others that are almost like it. */
class AgreedEventsTests {

    record Agreed(
            long id,
            String username,
            @Nullable String firstName,
            @Nullable String lastName) {}

    record WithMore(
            long id,
            String username,
            @Nullable String firstName,
            @Nullable String lastName,
            @Nullable String city) {}

    record WithLess(long id, String username, @Nullable String firstName) {}

    record OfAnotherType(
            int id,
            String username,
            @Nullable String firstName,
            @Nullable String lastName) {}

    record NeverNull(
            long id,
            String username,
            String firstName,
            @Nullable String lastName) {}

    static Stream<Record> others() {
        return Stream.of(
                new WithMore(7, "ana", "Ana", null, null),
                new WithLess(7, "ana", "Ana"),
                new OfAnotherType(7, "ana", "Ana", null),
                new NeverNull(7, "ana", "Ana", null));
    }

    @Test
    void acceptsTheRecordThatTheSchemaDescribes() {
        assertThatNoException().isThrownBy(() -> AgreedEvents.assertAgreed(event(new Agreed(7, "ana", "Ana", null))));
    }

    @ParameterizedTest
    @MethodSource("others")
    void noticesAFieldThatCameOrWentOrChanged(Record other) {
        assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> AgreedEvents.assertAgreed(event(other)));
    }

    private static Event event(Record data) {
        return Event.of("user.created.v1", "user", 7, 1, data);
    }
}
