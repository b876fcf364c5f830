package org.chasqui.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import org.junit.jupiter.api.Test;

class EventTests {

    @Test
    void hasNamesAndAVersionThatSubscribersCanRelyOn() {
        assertThat(event("t".repeat(100), "a".repeat(50), 1).aggregateVersion()).isEqualTo(1);

        assertThatIllegalArgumentException().isThrownBy(() -> event("", "thing", 1));
        assertThatIllegalArgumentException().isThrownBy(() -> event("t".repeat(101), "thing", 1));
        assertThatIllegalArgumentException().isThrownBy(() -> event("thing.changed.v1", "", 1));
        assertThatIllegalArgumentException().isThrownBy(() -> event("thing.changed.v1", "a".repeat(51), 1));
        assertThatIllegalArgumentException().isThrownBy(() -> event("thing.changed.v1", "thing", 0));
    }

    private static Event event(String type, String aggregateType, long version) {
        return Event.of(type, aggregateType, 7, version, Map.of());
    }
}
