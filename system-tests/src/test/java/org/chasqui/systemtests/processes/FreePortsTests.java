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

    /** A server that another test starts must not take a port of a shop whose servers start later, or have stopped. */
    @Test
    void aRangeIsWithoutThePortsThatAreGivenOutAloneAndWithoutThoseOfTheRangesBefore() {
        var ranges = IntStream.range(0, 3).map(range -> FreePorts.freeRange()).toArray();

        assertThat(IntStream.of(ranges).flatMap(base -> IntStream.range(base, base + 500)))
                .doesNotHaveDuplicates()
                .doesNotContainAnyElementsOf(IntStream.range(0, 300)
                        .map(port -> FreePorts.free())
                        .boxed()
                        .toList());
    }

    @Test
    void aPortIsNotGivenOutTwiceInARow() {
        assertThat(IntStream.range(0, 300).map(port -> FreePorts.free())).doesNotHaveDuplicates();
    }
}
