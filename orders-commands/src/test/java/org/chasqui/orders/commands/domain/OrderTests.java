package org.chasqui.orders.commands.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.chasqui.orders.commands.SampleOrders.NOON;
import static org.chasqui.orders.commands.SampleOrders.cancelled;
import static org.chasqui.orders.commands.SampleOrders.completed;
import static org.chasqui.orders.commands.SampleOrders.failed;
import static org.chasqui.orders.commands.SampleOrders.line;
import static org.chasqui.orders.commands.SampleOrders.placed;
import static org.chasqui.orders.commands.SampleOrders.placedOfTwo;

import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.chasqui.orders.commands.domain.Money.OrderTotalTooLarge;
import org.chasqui.orders.commands.domain.Order.OrderAlreadyFailed;
import org.chasqui.orders.commands.domain.Order.State;
import org.chasqui.platform.SafeInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class OrderTests {

    private static final Instant LATER = NOON.plusSeconds(600);

    @Test
    void startsInProcessing() {
        var order = placed();

        assertThat(order.state()).isEqualTo(State.PROCESSING);
        assertThat(order.version()).isEqualTo(1);
        assertThat(order.reason()).isEmpty();
        assertThat(order.isCancelRequested()).isFalse();
        assertThat(order.placedAt()).isEqualTo(NOON);
        assertThat(order.updatedAt()).isEqualTo(NOON);
    }

    @Test
    void keepsTheValuesOfItsTimeAndKnowsItsTotal() {
        assertThat(placed().lines()).containsExactly(line(7, 2, 12_500));
        assertThat(placed().total()).isEqualTo(new Money(25_000));
        assertThat(placedOfTwo().lines()).containsExactly(line(7, 2, 12_500), line(9, 1, 4_900));
        assertThat(placedOfTwo().total()).isEqualTo(new Money(29_900));
    }

    @Test
    void isNotPlacedWithATotalThatIsTooLarge() {
        assertTooLarge("2 times a value of 9007199254740991 passes", line(7, 2, SafeInteger.MAX));
        assertTooLarge("The lines together pass", line(7, 1, SafeInteger.MAX), line(9, 1, 1));
    }

    private static void assertTooLarge(String excess, OrderLine... lines) {
        assertThatExceptionOfType(OrderTotalTooLarge.class)
                .isThrownBy(() -> Order.place(3, List.of(lines), null, NOON))
                .withMessageStartingWith(excess);
    }

    @Test
    void hasAtLeastOneLineAtMostAHundredAndEachProductOnce() {
        var hundred = IntStream.rangeClosed(1, 100).mapToObj(product -> line(product, 1, 1));
        assertThat(Order.place(3, hundred.toList(), null, NOON).total()).isEqualTo(new Money(100));

        assertNoOrder(List.of());
        assertNoOrder(List.of(line(7, 1, 1), line(7, 2, 1)));
        assertNoOrder(IntStream.rangeClosed(1, 101)
                .mapToObj(product -> line(product, 1, 1))
                .toList());
    }

    private static void assertNoOrder(List<OrderLine> lines) {
        assertThatIllegalArgumentException().isThrownBy(() -> Order.place(3, lines, null, NOON));
    }

    @Test
    void keepsTimesAsPreciselyAsTheDatabaseDoes() {
        var order = Order.place(3, List.of(line(7, 1, 1)), null, NOON.plusNanos(234_567_891));

        assertThat(order.placedAt()).isEqualTo(NOON.plusNanos(234_567_000));
    }

    @Test
    void completesWhenItsStockIsReserved() {
        var order = placed();

        assertThat(order.apply(StockDecision.reserved(), LATER)).isTrue();
        assertThat(order.state()).isEqualTo(State.COMPLETED);
        assertThat(order.updatedAt()).isEqualTo(LATER);
        assertThat(order.placedAt()).isEqualTo(NOON);
    }

    @Test
    void failsWhenItsStockIsRefusedAndSaysWhy() {
        var order = placed();

        assertThat(order.apply(StockDecision.refused("insufficient-stock"), LATER))
                .isTrue();
        assertThat(order.state()).isEqualTo(State.FAILED);
        assertThat(order.reason()).contains("insufficient-stock");
        assertThat(order.updatedAt()).isEqualTo(LATER);
    }

    @Test
    void isNotCancelledBeforeItsStockIsReleased() {
        var order = completed();

        assertThat(order.requestCancel(LATER)).isTrue();
        assertThat(order.state()).isEqualTo(State.COMPLETED);
        assertThat(order.isCancelRequested()).isTrue();

        assertThat(order.apply(StockDecision.released(), LATER)).isTrue();
        assertThat(order.state()).isEqualTo(State.CANCELLED);
    }

    @Test
    void waitsForItsReleaseWhenTheCancelCameBeforeTheDecision() {
        var order = placed();
        order.requestCancel(LATER);

        assertThat(order.apply(StockDecision.reserved(), LATER)).isFalse();
        assertThat(order.apply(StockDecision.refused("insufficient-stock"), LATER))
                .isFalse();
        assertThat(order.state()).isEqualTo(State.PROCESSING);
        assertThat(order.reason()).isEmpty();

        assertThat(order.apply(StockDecision.released(), LATER)).isTrue();
        assertThat(order.state()).isEqualTo(State.CANCELLED);
    }

    @Test
    void isCancelledOnce() {
        var order = placed();
        order.requestCancel(NOON);

        assertThat(order.requestCancel(LATER)).isFalse();
        assertThat(order.updatedAt()).isEqualTo(NOON);
        assertThat(cancelled().requestCancel(LATER)).isFalse();
    }

    @Test
    void cannotBeCancelledOnceItHasFailed() {
        var order = failed();

        assertThatExceptionOfType(OrderAlreadyFailed.class)
                .isThrownBy(() -> order.requestCancel(LATER))
                .satisfies(refusal -> assertThat(refusal.slug()).isEqualTo("order-already-failed"));
        assertThat(order.isCancelRequested()).isFalse();
    }

    @ParameterizedTest
    @MethodSource("decidedOrders")
    void isDecidedOnce(Order order, State state) {
        var reason = order.reason();
        var updatedAt = order.updatedAt();

        assertThat(order.apply(StockDecision.reserved(), LATER.plusSeconds(1))).isFalse();
        assertThat(order.apply(StockDecision.refused("unknown-product"), LATER.plusSeconds(1)))
                .isFalse();

        assertThat(order.state()).isEqualTo(state);
        assertThat(order.reason()).isEqualTo(reason);
        assertThat(order.updatedAt()).isEqualTo(updatedAt);
    }

    static Stream<Arguments> decidedOrders() {
        return Stream.of(completed(), failed(), cancelled()).map(order -> Arguments.of(order, order.state()));
    }

    @Test
    void staysFailedWhateverIsReleased() {
        var order = failed();

        assertThat(order.apply(StockDecision.released(), LATER)).isFalse();
        assertThat(order.state()).isEqualTo(State.FAILED);
    }

    @Test
    void saysNothingNewWhenItReminds() {
        var order = placed();

        order.remind();

        assertThat(order.reminders()).isEqualTo(1);
        assertThat(order.state()).isEqualTo(State.PROCESSING);
        assertThat(order.updatedAt()).isEqualTo(NOON);
    }
}
