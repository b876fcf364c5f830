package org.chasqui.systemtests.processes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FreePortsTests {

    @Test
    void areBelowTheEphemeralRangeInEveryForkAndNotThoseOfAnother() {
        var first = IntStream.rangeClosed(1, 4).mapToObj(FreePorts::first).toList();

        assertThat(first).doesNotHaveDuplicates();
        assertThat(IntStream.rangeClosed(1, 100).map(FreePorts::first)).allMatch(port -> port + 3_000 <= 32_768);
    }
}
