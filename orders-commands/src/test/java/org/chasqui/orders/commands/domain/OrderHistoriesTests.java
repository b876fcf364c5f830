package org.chasqui.orders.commands.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.chasqui.orders.commands.SampleOrders.DECIDED;
import static org.chasqui.orders.commands.SampleOrders.placed;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.chasqui.orders.commands.domain.Order.OrderAlreadyFailed;
import org.chasqui.orders.commands.domain.Order.State;
import org.junit.jupiter.api.Test;

/** All that can happen to an order, in every sequence and any number of times: no history may break a rule. */
class OrderHistoriesTests {

    private static final int LONGEST = 6;

    private enum Step {
        RESERVED,
        REFUSED,
        RELEASED,
        CANCEL
    }

    /** The facts by which a subscriber tells two moments of an order apart. */
    private record Moment(State state, Optional<String> reason, boolean cancelRequested) {

        static Moment of(Order order) {
            return new Moment(order.state(), order.reason(), order.isCancelRequested());
        }
    }

    @Test
    void changeAnOrderExactlyWhenTheySaySo() {
        forEveryHistory(history -> {
            var order = placed();
            for (var step : history) {
                var before = Moment.of(order);
                var changed = take(step, order);
                assertThat(changed).as("%s at %s", history, step).isEqualTo(!before.equals(Moment.of(order)));
            }
        });
    }

    @Test
    void neverLeaveAnEnd() {
        forEveryHistory(history -> {
            var order = placed();
            for (var step : history) {
                var before = order.state();
                take(step, order);
                assertThat(successors(before)).as("%s at %s", history, step).contains(order.state());
            }
        });
    }

    @Test
    void endAnOrderOnlyByItsReleaseOnceACancelWasRequested() {
        forEveryHistory(history -> {
            var order = placed();
            for (var step : history) {
                var before = Moment.of(order);
                take(step, order);
                if (before.cancelRequested() && step != Step.RELEASED) {
                    assertThat(Moment.of(order)).as("%s at %s", history, step).isEqualTo(before);
                }
            }
        });
    }

    @Test
    void giveAReasonToFailedOrdersOnly() {
        forEveryHistory(history -> {
            var order = placed();
            history.forEach(step -> take(step, order));
            assertThat(order.reason().isPresent()).as("%s", history).isEqualTo(order.state() == State.FAILED);
            assertThat(order.state() == State.FAILED && order.isCancelRequested())
                    .as("%s", history)
                    .isFalse();
        });
    }

    /** As messages that are delivered again. */
    @Test
    void endTheSameWhenEveryStepIsRepeated() {
        forEveryHistory(history -> {
            var once = placed();
            history.forEach(step -> take(step, once));
            var twice = placed();
            history.forEach(step -> {
                take(step, twice);
                assertThat(take(step, twice)).as("%s, again %s", history, step).isFalse();
            });
            assertThat(Moment.of(twice)).as("%s", history).isEqualTo(Moment.of(once));
        });
    }

    private static List<State> successors(State state) {
        return switch (state) {
            case PROCESSING -> List.of(State.values());
            case COMPLETED -> List.of(State.COMPLETED, State.CANCELLED);
            case FAILED, CANCELLED -> List.of(state);
        };
    }

    private static boolean take(Step step, Order order) {
        return switch (step) {
            case RESERVED -> order.apply(StockDecision.reserved(), DECIDED);
            case REFUSED -> order.apply(StockDecision.refused("insufficient-stock"), DECIDED);
            case RELEASED -> order.apply(StockDecision.released(), DECIDED);
            case CANCEL -> cancel(order);
        };
    }

    private static boolean cancel(Order order) {
        try {
            return order.requestCancel(DECIDED);
        } catch (OrderAlreadyFailed refusal) {
            return false;
        }
    }

    private static void forEveryHistory(Consumer<List<Step>> check) {
        var histories = List.<List<Step>>of(List.of());
        for (var length = 1; length <= LONGEST; length++) {
            histories =
                    histories.stream().flatMap(OrderHistoriesTests::continued).toList();
            histories.forEach(check);
        }
    }

    private static Stream<List<Step>> continued(List<Step> history) {
        return Stream.of(Step.values()).map(step -> {
            var longer = new ArrayList<>(history);
            longer.add(step);
            return List.copyOf(longer);
        });
    }
}
