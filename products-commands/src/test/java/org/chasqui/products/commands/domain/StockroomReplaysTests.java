package org.chasqui.products.commands.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.chasqui.products.commands.SampleProducts.camera;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.chasqui.products.commands.SampleOrders;
import org.chasqui.products.commands.domain.OrderDemand.Claim;
import org.chasqui.products.commands.domain.Reservation.State;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * All events of an order that a replay may bring: any part of each of its lives, since only the newest event is left of a batch and of a
 * compacted log; in any order, and after any earlier decision.
 */
class StockroomReplaysTests {

    private static final int LONGEST = 5;
    private static final long QUANTITY = 3;
    private static final OrderDemand DEMAND = SampleOrders.order(17).of(QUANTITY, 1);

    /** The states that an order reports, one event after the other. */
    private enum OrderReport {
        PLACED(DEMAND),
        REMINDED(DEMAND.again()),
        COMPLETED(SampleOrders.promised(DEMAND)),
        FAILED(SampleOrders.refused(DEMAND)),
        CANCEL_REQUESTED(SampleOrders.cancelled(DEMAND)),
        CANCEL_REMINDED(SampleOrders.cancelled(DEMAND).again()),
        CANCELLED(SampleOrders.cancelled(DEMAND));

        private final OrderDemand demand;

        OrderReport(OrderDemand demand) {
            this.demand = demand;
        }
    }

    /** All histories of an order, each in its own sequence. */
    private static final List<List<OrderReport>> LIVES = List.of(
            List.of(OrderReport.PLACED, OrderReport.REMINDED),
            List.of(OrderReport.PLACED, OrderReport.REMINDED, OrderReport.COMPLETED),
            List.of(OrderReport.PLACED, OrderReport.REMINDED, OrderReport.FAILED),
            List.of(
                    OrderReport.PLACED,
                    OrderReport.CANCEL_REQUESTED,
                    OrderReport.CANCEL_REMINDED,
                    OrderReport.CANCELLED),
            List.of(
                    OrderReport.PLACED,
                    OrderReport.COMPLETED,
                    OrderReport.CANCEL_REQUESTED,
                    OrderReport.CANCEL_REMINDED,
                    OrderReport.CANCELLED));

    /** The reservation and the stock when the replay begins. */
    private enum Beginning {
        NOTHING_KNOWN(10, null),
        NOTHING_KNOWN_AND_SOLD_OUT(0, null),
        RESERVED(10, OrderReport.COMPLETED),
        RESERVED_AND_SOLD_OUT(0, OrderReport.COMPLETED),
        REFUSED(10, OrderReport.FAILED),
        REFUSED_AND_SOLD_OUT(0, OrderReport.FAILED),
        RELEASED(10, OrderReport.CANCELLED);

        private final long stock;
        private final Optional<OrderReport> before;

        Beginning(long stock, OrderReport before) {
            this.stock = stock;
            this.before = Optional.ofNullable(before);
        }
    }

    /** One product and the reservation of one order. */
    private static final class Room {

        private final Product product;
        private final long stockBefore;
        private Optional<Reservation> reservation = Optional.empty();

        Room(Beginning beginning) {
            product = camera().inStock(beginning.stock).saved(1, 1);
            beginning.before.ifPresent(this::receive);
            stockBefore = product.stock().units() + unitsHeld();
        }

        /** Each in a batch of its own; returns whether it published anything. */
        boolean receive(OrderReport report) {
            var published = new Stockroom(
                            List.of(product), List.of(), reservation.stream().toList())
                    .settle(report.demand);
            reservation = published.or(() -> reservation);
            return published.isPresent();
        }

        State state() {
            return reservation.orElseThrow().state();
        }

        long unitsHeld() {
            return reservation.filter(Reservation::holdsStock).isPresent() ? QUANTITY : 0;
        }
    }

    @ParameterizedTest
    @EnumSource
    void endWhereTheOrderIsHoweverItsEventsAreCutIntoBatches(Beginning beginning) {
        LIVES.forEach(life -> partsOf(life).forEach(part -> {
            var room = new Room(beginning);
            var known = room.reservation.map(Reservation::state);

            part.forEach(room::receive);

            assertThat(room.state()).as("%s", part).isEqualTo(expected(Set.of(part.getLast()), known, beginning));
        }));
    }

    @Test
    void endWhereTheOrderIsInWhateverOrderItsEventsCome() {
        forEverySequence((sequence, beginning) -> {
            var room = new Room(beginning);
            var known = room.reservation.map(Reservation::state);

            sequence.forEach(room::receive);

            assertThat(room.state())
                    .as("%s after %s", sequence, beginning)
                    .isEqualTo(expected(Set.copyOf(sequence), known, beginning));
        });
    }

    @Test
    void explainEveryUnitOfTheStock() {
        forEverySequence((sequence, beginning) -> {
            var room = new Room(beginning);
            for (var report : sequence) {
                room.receive(report);
                assertThat(room.product.stock().units())
                        .as("%s after %s", sequence, beginning)
                        .isEqualTo(room.stockBefore - room.unitsHeld());
            }
        });
    }

    @Test
    void publishWhatIsNewAndWhatIsAskedForAndNothingElse() {
        forEverySequence((sequence, beginning) -> {
            var room = new Room(beginning);
            for (var report : sequence) {
                var before = room.reservation.map(Reservation::state);
                var published = room.receive(report);
                assertThat(published)
                        .as("%s after %s at %s", sequence, beginning, report)
                        .isEqualTo(!before.equals(Optional.of(room.state())) || report.demand.reminded());
            }
        });
    }

    /** The last state that an order reports counts first, then the known reservation, then the stock. */
    private static State expected(Set<OrderReport> reports, Optional<State> known, Beginning beginning) {
        var claims = reports.stream().map(each -> each.demand.claim()).collect(Collectors.toSet());
        if (known.equals(Optional.of(State.RELEASED)) || claims.contains(Claim.GIVEN_UP)) {
            return State.RELEASED;
        }
        if (claims.contains(Claim.PROMISED)) {
            return State.RESERVED;
        }
        if (claims.contains(Claim.REFUSED)) {
            return State.REFUSED;
        }
        return known.orElse(beginning.stock >= QUANTITY ? State.RESERVED : State.REFUSED);
    }

    /** The rest of a life after its newest event has replaced some of those before it. */
    private static Stream<List<OrderReport>> partsOf(List<OrderReport> life) {
        return IntStream.range(1, 1 << life.size())
                .mapToObj(bits -> IntStream.range(0, life.size())
                        .filter(index -> (bits & 1 << index) != 0)
                        .mapToObj(life::get)
                        .toList());
    }

    private static void forEverySequence(BiConsumer<List<OrderReport>, Beginning> check) {
        for (var life : LIVES) {
            var sequences = List.<List<OrderReport>>of(List.of());
            for (var length = 1; length <= LONGEST; length++) {
                sequences = sequences.stream()
                        .flatMap(sequence -> life.stream().map(report -> longer(sequence, report)))
                        .toList();
                for (var beginning : Beginning.values()) {
                    sequences.forEach(sequence -> check.accept(sequence, beginning));
                }
            }
        }
    }

    private static List<OrderReport> longer(List<OrderReport> sequence, OrderReport report) {
        var longer = new ArrayList<>(sequence);
        longer.add(report);
        return List.copyOf(longer);
    }
}
