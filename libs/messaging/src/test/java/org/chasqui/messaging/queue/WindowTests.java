package org.chasqui.messaging.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class WindowTests {

    private static final Offset COMMITTED = offset(5);

    @Test
    void continuesTheCommittedOffset() {
        assertThat(positions(COMMITTED, entry(6), entry(7), entry(8))).containsExactly(6L, 7L, 8L);
    }

    @Test
    void passesOverWhatIsAppliedAlready() {
        assertThat(positions(COMMITTED, entry(3), entry(4), entry(5), entry(6))).containsExactly(6L);
        assertThat(positions(COMMITTED, entry(4), entry(5))).isEmpty();
    }

    @Test
    void endsBeforeAHole() {
        assertThat(positions(COMMITTED, entry(6), entry(8), entry(9))).containsExactly(6L);
        assertThat(positions(COMMITTED, entry(7))).isEmpty();
    }

    @Test
    void goesOverPositionsThatTheChainSaysAreEmpty() {
        assertThat(positions(COMMITTED, "9:e9:5:e5|{}", "12:e12:9:e9|{}")).containsExactly(9L, 12L);
        assertThat(positions(COMMITTED, "9:e9:3:e3|{}")).containsExactly(9L);
    }

    @Test
    void endsBeforeGarbage() {
        assertThat(positions(COMMITTED, entry(6), "garbage", entry(7))).containsExactly(6L);
        assertThat(positions(COMMITTED, "garbage", entry(6))).isEmpty();
    }

    @Test
    void takesNothingOfAnotherHistory() {
        assertThat(positions(COMMITTED, "5:other:4:e4|{}", "6:x6:5:other|{}")).isEmpty();
        assertThat(positions(COMMITTED, "6:x6:5:other|{}")).isEmpty();
        assertThat(positions(COMMITTED, entry(6), "7:x7:6:other|{}")).containsExactly(6L);
    }

    @Test
    void isIdleOnlyWhereRedisKnowsTheOffsetAndHasNothingElse() {
        assertThat(new Window(Optional.of(COMMITTED), List.of(), 0).isIdleAt(COMMITTED))
                .isTrue();
        assertThat(new Window(Optional.empty(), List.of(), 0).isIdleAt(COMMITTED))
                .isFalse();
        assertThat(new Window(Optional.of(offset(4)), List.of(), 0).isIdleAt(COMMITTED))
                .isFalse();
        assertThat(new Window(Optional.of(new Offset(5, "other")), List.of(), 0).isIdleAt(COMMITTED))
                .isFalse();
        assertThat(new Window(Optional.of(COMMITTED), List.of(entry(5)), 1).isIdleAt(COMMITTED))
                .isFalse();
    }

    /** However a correct list was changed, a run is always the next events of the stream, in order. */
    @RepeatedTest(200)
    void neverSkipsNorInvents(RepetitionInfo repetition) {
        var random = new Random(repetition.getCurrentRepetition());
        var elements = new ArrayList<String>();
        for (var position = 1; position <= 20; position++) {
            elements.add(entry(position));
        }
        for (var i = random.nextInt(6); i > 0; i--) {
            damage(elements, random);
        }
        var committed = random.nextLong(0, 21);

        var run = positions(committed == 0 ? Offset.START : offset(committed), elements.toArray(String[]::new));

        for (var i = 0; i < run.size(); i++) {
            assertThat(run.get(i)).as("%s from %d", elements, committed).isEqualTo(committed + 1 + i);
        }
    }

    private static void damage(List<String> elements, Random random) {
        if (elements.isEmpty()) {
            return;
        }
        var at = random.nextInt(elements.size());
        switch (random.nextInt(6)) {
            case 0 -> elements.remove(at);
            case 1 -> elements.add(at, "garbage");
            case 2 -> elements.add(at, elements.get(random.nextInt(elements.size())));
            case 3 -> Collections.swap(elements, at, random.nextInt(elements.size()));
            case 4 -> elements.set(at, elements.get(at).replaceFirst("^(\\d+):e", "$1:x"));
            default -> elements.subList(0, at).clear();
        }
    }

    private static List<Long> positions(Offset committed, String... elements) {
        return new Window(Optional.of(committed), List.of(elements), elements.length)
                .runAfter(committed).stream()
                        .map(entry -> entry.offset().position())
                        .toList();
    }

    private static Offset offset(long position) {
        return position == 0 ? Offset.START : new Offset(position, "e" + position);
    }

    private static String entry(long position) {
        return Entry.after(offset(position - 1), offset(position), "{}").text();
    }
}
